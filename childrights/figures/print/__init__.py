"""Charts on paper and slides: PNG, SVG and PDF by matplotlib, from the screen's own descriptions.

No browser, no font of the machine and no network is needed; the same chart gives the same bytes.
"""
