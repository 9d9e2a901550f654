@echo off
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul
if errorlevel 1 (
  echo Chưa có Python. Cài Python 3.11 đến 3.14 ^(64 bit^) từ trang chủ Python rồi bấm lại tệp này.
  pause
  exit /b 1
)
set "CHON=-3"
for %%v in (3.11 3.12 3.13 3.14) do py -%%v -c "" >nul 2>nul && set "CHON=-%%v"
py %CHON% run.py --open %*
if errorlevel 1 pause
