"""Official files that an installation may load: read whatever a spreadsheet did to them, stored beside our tables."""
