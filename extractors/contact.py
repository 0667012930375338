"""Takes people's contact data out of texts: e-mail addresses, telephone numbers, and links to either."""

import re

from phonenumbers import Leniency, PhoneNumberMatcher

E_MAIL = "[e-mail removed]"
TELEPHONE = "[phone removed]"

# Every repetition is bounded and no two neighbours share a character, so that no text can make these slow.
_AT = r"(?:@|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|%40)"
# Within a domain bold type and the like: "jane@<b>acme</b>.com".
_STYLE = r"(?i:</?(?:a|b|i|u|em|strong|span|font|mark)(?:\s[^<>]{0,200})?>){0,2}"
_ADDRESS = re.compile(
    rf"(?:%[0-9A-Fa-f]{{2}})?[^\W_][\w.+'’-]{{0,63}}{_AT}{_STYLE}(?:[^\W_][\w-]{{0,62}}{_STYLE}\.){{1,6}}[^\W\d_]{{2,24}}(?![^\W_])"
)
_TAG = re.compile(r"<[^<>]*>")
_SPELT_AT = re.compile(r"[\[({] ?at ?[\])}]", re.IGNORECASE)
_SPELT_ADDRESS = re.compile(
    r"\b[\w.+-]{1,64} ?[\[({] ?at ?[\])}] ?(?:[\w-]{1,63} ?(?:[\[({] ?dot ?[\])}]|\.) ?){1,4}[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"""href\s{0,9}=\s{0,9}(?:"\s{0,9}(?:mailto|tel|sms|callto|skype|whatsapp):[^"]*"|'\s{0,9}(?:mailto|tel|sms|callto|skype|whatsapp):[^']*'"""
    r"""|(?:mailto|tel|sms|callto|skype|whatsapp):[^\s>]*)""",
    re.IGNORECASE,
)
_CHAT_LINK = re.compile(r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=)\+?\d{6,15}", re.IGNORECASE)
_BLANK = r"(?:[ \t\u00a0\u2009\u202f]|&nbsp;|&#160;|&#xa0;)"


def _digits(slash: str) -> re.Pattern[str]:
    """Returns the pattern of seven digits or more in groups, with few marks and blanks, and this, between two digits."""
    return re.compile(rf"\d(?<!\d\d)(?:{_BLANK}{{0,3}}+[().\u2010-\u2015-]{{0,2}}+{_BLANK}{{0,3}}+{slash}\d){{6,16}}(?![\w%/])(?!,\d)")


# The only places where it pays to ask whether this is a telephone number.
# Begun by the digit alone, which is looked for ten times quicker than with all that may stand before it.
_DIGITS, _UNSLASHED = _digits(rf"(?:/{_BLANK}{{0,3}}+)?"), _digits("")
_NOT_BEFORE = re.compile(r"[\w$€£¥/=&#.,@+-]")
_CUE = re.compile(
    r"\b(?:(?:tele)?phone|t[eé]l(?:[eé](?:fon[eo]?|phone))?|contact|call|ring|reach|text|mobile?|cell|fax|whats ?app|zalo|sms|hotline"
    r"|ruf|handy|durchwahl)(?: ?(?:us|me))?(?:[ .-]{0,2}(?:number|nummer|no|nr|n°))?(?: ?(?:at|on|is))?[\s.:()#-]{0,4}$",
    re.IGNORECASE,
)
# With a slash: an area code before it ("030/1234567"), and not a day, a month, a span of days or a file's number of a year.
_AREA = re.compile(r"\(?0\d{1,5}\)?\s{0,3}/")
_DATE = re.compile(
    r"(?<!\d)\d{1,2}\s?/\s?(?:\d{1,2}\s?/\s?)?(?:19|20)\d\d(?!\d)|^\d{1,2}/\d{1,2}(?:/\d\d(?![\d/])|\s?[-–—])|/(?:19|20)\d\d$"
)
_MOST_DIGITS = 15  # of an international number (ITU-T E.164)
_ENTITY_BLANK = re.compile(r"&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
_TELEPHONE_REGIONS = ("US", "GB")
_TAG_LOOK_BACK = 2_000
# No posting has as many groups of digits; in one made to keep us busy the rest is masked unasked.
_MOST_ASKED = 300


def mask_contacts(text: str) -> str:
    """Returns a text or HTML in which e-mail addresses and telephone numbers are replaced by a word that says so.

    A number counts as a telephone number where it is written for the world (+44 …), where a word before it says so (tel,
    call), or where it has the grouping of a North American or British number. Salaries, years and ids stay.
    """
    if ":" in text:
        text = _LINK.sub('href="#"', text)
        if "wa.me/" in text or "whatsapp.com" in text:
            text = _CHAT_LINK.sub(TELEPHONE, text)
    return _mask_telephones(mask_addresses(text))


def mask_addresses(text: str) -> str:
    """Returns the text with its e-mail addresses masked."""
    # Looking for the sign first is a hundred times quicker than trying every word as the beginning of an address.
    if "@" in text or "&#" in text or "&commat;" in text or "%40" in text:
        text = _ADDRESS.sub(_masked_address, text)
    return _SPELT_ADDRESS.sub(E_MAIL, text) if _SPELT_AT.search(text) else text


def _masked_address(found: re.Match[str]) -> str:
    """Returns what stands for an address: no tag that began or ended in it gets lost, so that the HTML stays as sound as it was."""
    return E_MAIL + "".join(_TAG.findall(found[0])) if "<" in found[0] else E_MAIL


def _mask_telephones(text: str) -> str:
    pieces: list[str] = []
    asked = done = position = 0
    while (found := _DIGITS.search(text, position)) is not None:
        start = _begin(text, found.start())
        if start is None:
            position = found.start() + 1
            continue
        # What ends before the slash goes first: "0211 123456 / 0171 2345678" is two numbers.
        plain = found if "/" not in found[0] else _UNSLASHED.match(text, found.start())
        position = plain.end() if plain else found.start() + 1
        if _in_tag(text, start):
            continue
        for number in dict.fromkeys((plain, found)):
            if number is None or ("/" in number[0] and not _is_announced(text, start)):
                continue
            asked += 1
            if asked > _MOST_ASKED or _is_telephone(text[start : number.end()], text, start):
                pieces += (text[done:start], TELEPHONE)
                done = position = number.end()
                break
    return "".join((*pieces, text[done:])) if pieces else text


def _begin(text: str, digit: int) -> int | None:
    """Returns where a number begins that has its first digit here, with the `+` or bracket before it; None in the middle of a word."""
    before = text[max(0, digit - 2) : digit]
    starts = [digit - 2] if before == "(+" else []
    starts += [digit - 1] if before[-1:] in ("+", "(") else []
    for start in (*starts, digit):
        if start == 0 or not _NOT_BEFORE.match(text[start - 1]):
            return start
    return None


def _in_tag(text: str, position: int) -> bool:
    """Says whether the position is inside a tag: numbers there are widths and ids, and a changed link would be a broken one."""
    earliest = max(0, position - _TAG_LOOK_BACK)
    return text.rfind("<", earliest, position) > text.rfind(">", earliest, position)


def _is_announced(text: str, start: int) -> bool:
    """Says whether a word or the plus sign says that a telephone number begins here."""
    return text.startswith(("+", "(+"), start) or _CUE.search(text, max(0, start - 40), start) is not None


def _is_telephone(number: str, text: str, start: int) -> bool:
    written = _ENTITY_BLANK.sub(" ", number)
    if "/" in written:
        return _is_slashed_telephone(written)
    if _CUE.search(text, max(0, start - 40), start):
        return True
    if written.lstrip("(").startswith("+"):
        return _matches(written, None)
    # Without a country only what is grouped as a telephone number is one: ids are written without a gap.
    return not written.isdigit() and any(_matches(written, region) for region in _TELEPHONE_REGIONS)


def _is_slashed_telephone(written: str) -> bool:
    """Says whether a number with a slash that is announced as a telephone's can be one."""
    if _DATE.search(written) or sum(map(str.isdigit, written)) > _MOST_DIGITS:
        return False
    if written.lstrip("(").startswith("+"):
        return _matches(written.replace("/", " "), None)
    return _AREA.match(written) is not None or _matches(written.replace("/", "-"), "US")


def _matches(written: str, region: str | None) -> bool:
    leniency = Leniency.VALID if region is None else Leniency.STRICT_GROUPING
    return any(True for _ in PhoneNumberMatcher(written, region, leniency=leniency, max_tries=3))
