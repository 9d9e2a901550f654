"""Why a file cannot be read, each in one plain sentence that says what to do.

docs/nhan-tep.md lists the same sentences (``tests/unit/test_refusals.py`` keeps it in step).
"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The sentence an officer reads; ``{}`` marks what each case fills in."""

    EMPTY = "Tệp rỗng (0 byte). Kiểm tra lại bản đã lưu rồi gửi lại."
    TOO_LARGE = (
        "Tệp lớn hơn {limit} MB, quá mức của một tệp. "
        "Xóa ảnh và các trang tính không liên quan rồi gửi lại."
    )
    LOCK_FILE = (
        "Đây là tệp khóa tạm của Excel, không có số liệu. "
        "Đóng Excel rồi gửi tệp chính (tên không có “~$”)."
    )
    SYSTEM_FILE = "Đây là tệp của hệ điều hành, không phải báo cáo. Bỏ tệp này, gửi tệp bảng tính."
    SUFFIX = "Loại tệp “{suffix}” không nhận. Gửi bảng tính {accepted}."
    OTHER_FORMAT = (
        "Tệp thực ra là {what}, không phải bảng tính. "
        "Gửi tệp bảng tính gốc, hoặc gõ số liệu vào biểu mẫu tải từ hệ thống."
    )
    HTML = (
        "Tệp thực ra là trang web (HTML) mang đuôi “{suffix}”. "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    XML_2003 = (
        "Tệp ở dạng “XML Spreadsheet 2003”. Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    TEXT_AS_WORKBOOK = (
        "Tệp thực ra là văn bản (CSV) mang đuôi “{suffix}”. "
        "Đổi đuôi thành .csv, hoặc mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    WORKBOOK_AS_TEXT = (
        "Tệp mang đuôi “{suffix}” nhưng bên trong là bảng tính Excel. "
        "Đổi đuôi thành “{right}” rồi gửi lại."
    )
    OLD_EXCEL = (
        "Tệp ở dạng Excel quá cũ (Excel 4 trở về trước). "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    PASSWORD = "Tệp có mật khẩu. Mở tệp, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu và gửi lại."
    BROKEN = (
        "Không mở được tệp: tệp hỏng hoặc không phải bảng tính. "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    CUT_SHORT = (
        "Tệp bị cắt cụt hoặc mất mục lục, thường do chép hay gửi dở dang. "
        "Mở bản gốc bằng Excel, lưu lại rồi gửi lại."
    )
    PART_DAMAGED = (
        "Phần “{part}” bên trong tệp bị hỏng (sai mã kiểm tra). "
        "Mở bản gốc bằng Excel, lưu lại rồi gửi lại."
    )
    PART_MISSING = (
        "Tệp thiếu phần “{part}” mà mọi bảng tính đều phải có. "
        "Mở bản gốc bằng Excel, lưu lại rồi gửi lại."
    )
    PART_TWICE = (
        "Bên trong tệp có hai phần cùng tên “{part}”, không biết phần nào đúng. "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    TOO_MANY_PARTS = (
        "Bên trong tệp có hơn {limit} phần, không giống một biểu báo cáo. "
        "Chép riêng bảng số liệu sang một tệp mới rồi gửi lại."
    )
    UNPACKS_TOO_LARGE = (
        "Tệp giải nén ra {megabytes} MB, quá mức {limit} MB. "
        "Xóa ảnh, các dòng, cột và trang tính thừa rồi gửi lại."
    )
    UNPACKS_TOO_MUCH = (
        "Phần “{part}” bên trong tệp giải nén ra lớn gấp {ratio} lần, giống tệp phá hoại. "
        "Chép riêng bảng số liệu sang một tệp mới rồi gửi lại."
    )
    DOCTYPE = (
        "Phần “{part}” bên trong tệp có khai báo DOCTYPE, bảng tính thật không bao giờ có. "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    STRICT = (
        "Tệp ở dạng “Strict Open XML”, không đọc được trang tính nào. "
        "Mở bằng Excel, chọn “Lưu thành”, kiểu “Excel Workbook (*.xlsx)” rồi gửi lại."
    )
    NO_SHEET = "Tệp không có trang tính nào. Gửi biểu mẫu tải từ hệ thống."
    ONLY_HIDDEN = (
        "Mọi trang tính trong tệp đều bị ẩn, nên không đọc trang nào. "
        "Bỏ ẩn trang có số liệu (nháy chuột phải vào thẻ trang › Unhide) rồi gửi lại."
    )
    ONLY_CHARTS = (
        "Tệp chỉ có trang biểu đồ hoặc macro, không có trang tính. Gửi trang tính chứa số liệu."
    )
    SHEET_TOO_LARGE = (
        "Trang tính “{sheet}” kéo dài tới dòng {row}, cột {column}. "
        "Xóa các dòng, cột thừa bên ngoài bảng rồi gửi lại."
    )
    CELL_OUTSIDE = (
        "Trang tính “{sheet}” có ô mang địa chỉ “{cell}”, ngoài phạm vi của Excel. "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    TOO_MANY_CELLS = (
        "Các trang tính có hơn {limit} ô. Xóa dòng, cột và trang tính thừa rồi gửi lại."
    )
    TEXT_UNDECODABLE = (
        "Không biết bảng mã của tệp văn bản. Mở bằng Excel, chọn “Lưu thành”, kiểu "
        "“CSV UTF-8 (*.csv)” hoặc .xlsx rồi gửi lại."
    )
    TEXT_BROKEN = (
        "Dòng {line} của tệp CSV không đọc được (dấu ngoặc kép mở mà không đóng, hoặc ô quá dài). "
        "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    )
    TOOK_TOO_LONG = (
        "Đọc tệp quá {seconds} giây mà chưa xong. "
        "Chép riêng bảng số liệu sang một tệp mới rồi gửi lại."
    )
    NEEDED_TOO_MUCH_MEMORY = (
        "Đọc tệp cần quá nhiều bộ nhớ. "
        "Xóa các dòng, cột và trang tính thừa, hoặc chép bảng số liệu sang một tệp mới rồi gửi."
    )
    READER_STOPPED = (
        "Tệp làm chương trình đọc dừng đột ngột ({detail}). Mở bằng Excel, chọn “Lưu thành” .xlsx "
        "rồi gửi lại; nếu vẫn vậy, chuyển tệp cho người vận hành hệ thống."
    )
    NOT_READABLE_ON_DISK = (
        "Không đọc được tệp từ ổ đĩa ({detail}). Kiểm tra quyền đọc tệp rồi gửi lại."
    )
    CHANGED_MEANWHILE = (
        "Tệp bị thay đổi trong lúc nạp nên không nhận. Đóng chương trình đang ghi tệp, đợi chép "
        "xong rồi nạp lại hoặc gửi lại."
    )
    BUNDLE_MEMBER_ENCRYPTED = (
        "“{member}” trong tệp nén có mật khẩu. Nén lại không đặt mật khẩu rồi gửi lại."
    )
    BUNDLE_MEMBER_NAME = (
        "“{member}” trong tệp nén có đường dẫn không hợp lệ (tuyệt đối, “..” hoặc ký tự điều "
        "khiển). Nén lại từ thư mục chứa các biểu rồi gửi lại."
    )
    BUNDLE_MEMBER_TWICE = (
        "Trong tệp nén có hai tệp cùng tên “{member}”. Giữ lại một tệp rồi nén và gửi lại."
    )
    BUNDLE_NESTED = (
        "“{member}” là tệp nén nằm trong tệp nén. Giải nén tệp bên trong rồi nén và gửi lại."
    )
    BUNDLE_MEMBER_BROKEN = (
        "“{member}” trong tệp nén bị hỏng, không giải nén được. Nén lại rồi gửi lại."
    )
    BUNDLE_MEMBER_TOO_LARGE = (
        "“{member}” trong tệp nén giải nén ra {megabytes} MB, quá mức {limit} MB. "
        "Xóa ảnh và các trang tính không liên quan rồi gửi lại."
    )
    BUNDLE_EMPTY = "Tệp nén không có bảng tính nào. Cho các biểu vào tệp nén rồi gửi lại."
    BUNDLE_HERE = (
        "Đây là tệp nén, chưa phải bảng tính. Gửi tệp mang đuôi .zip để đọc từng biểu bên trong."
    )


class Remark(StrEnum):
    """What is worth knowing about a file that can be read."""

    MACROS = "Tệp có macro (VBA). Macro không được chạy; chỉ đọc số liệu đã lưu trong các ô."
    EXTERNAL_LINKS = (
        "Tệp có công thức lấy số từ tệp khác. Số được đọc là số Excel lưu lần cuối; "
        "kiểm tra rằng đã cập nhật liên kết trước khi lưu."
    )
    HIDDEN_SHEET = "Trang tính “{sheet}” bị ẩn nên không được đọc. Bỏ ẩn nếu có số liệu cần nạp."
    OTHER_SUFFIX = "Tệp mang đuôi “{suffix}” nhưng nội dung là “{right}”; vẫn đọc được."
    LEGACY_TEXT = (
        "Tệp CSV không ở bảng mã Unicode; đọc theo bảng mã {encoding}. "
        "Kiểm tra lại tên đơn vị và tiêu đề cột."
    )


class UnreadableFile(ValueError):
    """The file cannot be read; the message tells the officer what to do."""

    def __init__(self, refusal: Refusal, **told: object) -> None:
        super().__init__(refusal.format(**told))
        self.refusal = refusal
