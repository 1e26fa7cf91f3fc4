"""When are two spellings one label, and how is a label shown?"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_INVISIBLE = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0xAD,  # soft hyphen
    0x61C,
    0x180E,
    *range(0x200B, 0x2010),  # zero-width characters, left-to-right and right-to-left marks
    *range(0x202A, 0x202F),  # embeddings and overrides
    *range(0x2060, 0x2070),  # joiners, isolates and other format characters
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),  # tags
)
_CLEAN = {**dict.fromkeys(_INVISIBLE), **{ord(blank): " " for blank in _BLANKS}}
# Romanian Excel (cp1250) has only the cedilla letters; the right ones have a comma below.
_COMMA_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")


def clean_label(text: str) -> str:
    """The text without control, direction-changing and zero-width characters, blanks collapsed and trimmed.

    >>> clean_label("  Anna\\u200b \\t Rossi\\u202e ")
    'Anna Rossi'
    """
    return " ".join(text.translate(_CLEAN).split())


def label_key(text: str) -> str:
    """What all spellings of one label share: no case, no Unicode form, no cedilla for a comma below.

    >>> label_key("E-Mail ") == label_key("e-mail")
    True
    >>> label_key("Iaşi") == label_key("IAȘI")
    True
    """
    folded = unicodedata.normalize("NFKC", clean_label(text)).casefold()
    # Folding may leave a form that NFKC composes further, and blanks that it makes out of wide ones.
    return clean_label(unicodedata.normalize("NFKC", folded).translate(_COMMA_BELOW))


def is_spoilt(text: str) -> bool:
    """Whether a sign of the text was lost when something read it in a wrong encoding."""
    return "\ufffd" in text


def snake(header: str) -> str:
    """A header as the name of a column: lower case, everything but letters and digits an underscore.

    >>> snake("Contact Type"), snake("First response time (in hrs)")
    ('contact_type', 'first_response_time_in_hrs')
    """
    lowered = unicodedata.normalize("NFC", clean_label(header).lower())
    return re.sub(r"[\W_]+", "_", lowered).strip("_")
