"""The vocabulary behind the reading rules of English: abbreviations, units, rulers, signs."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS: Mapping[str, str] = {
    "a.d.": "eigh D",
    "a.m.": "eigh M",
    "approx.": "approximately",
    "apr.": "April",
    "aug.": "August",
    "ave.": "Avenue",
    "b.c.": "B C",
    "b.c.e.": "B C E",
    "blvd.": "Boulevard",
    "c.": "circa",
    "ca.": "circa",
    "capt.": "Captain",
    "cf.": "compare",
    "co.": "Company",
    "col.": "Colonel",
    "corp.": "Corporation",
    "dec.": "December",
    "dept.": "Department",
    "dr.": "Doctor",
    "e.g.": "for example",
    "est.": "established",
    "et al.": "and others",
    "etc.": "et cetera",
    "feb.": "February",
    "fig.": "figure",
    "figs.": "figures",
    "ft.": "feet",
    "gen.": "General",
    "gov.": "Governor",
    "hon.": "Honorable",
    "i.e.": "that is",
    "inc.": "Incorporated",
    "jan.": "January",
    "jr.": "Junior",
    "lt.": "Lieutenant",
    "ltd.": "Limited",
    "maj.": "Major",
    "mr.": "Mister",
    "mrs.": "Missus",
    "ms.": "Miz",
    "mt.": "Mount",
    "no.": "number",
    "nos.": "numbers",
    "nov.": "November",
    "oct.": "October",
    "p.m.": "P M",
    "ph.d.": "P H D",
    "pp.": "pages",
    "prof.": "Professor",
    "rd.": "Road",
    "rep.": "Representative",
    "rev.": "Reverend",
    "sen.": "Senator",
    "sept.": "September",
    "sgt.": "Sergeant",
    "sr.": "Senior",
    "st.": "Saint",
    "vol.": "volume",
    "vs.": "versus",
}

ACRONYMS: Mapping[str, str] = {  # that espeak-ng would read as words
    "AD": "eigh D",
    "CE": "C E",
    "ESA": "E S eigh",
    "IQ": "I Q",
    "ISS": "I S S",
    "SOS": "S O S",
    "WWI": "World War One",
    "WWII": "World War Two",
}

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

CURRENCIES: Mapping[str, tuple[str, str, str]] = {
    "$": ("dollar", "dollars", "cents"),
    "€": ("euro", "euros", "cents"),
    "£": ("pound", "pounds", "pence"),
    "¥": ("yen", "yen", ""),
}

SCALES: Mapping[str, str] = {
    "hundred": "hundred",
    "k": "thousand",
    "thousand": "thousand",
    "m": "million",
    "mn": "million",
    "million": "million",
    "b": "billion",
    "bn": "billion",
    "billion": "billion",
    "tn": "trillion",
    "trillion": "trillion",
}

UNITS: Mapping[str, tuple[str, str]] = {
    "%": ("percent", "percent"),
    "‰": ("per mille", "per mille"),
    "°": ("degree", "degrees"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "K": ("kelvin", "kelvin"),
    "GB": ("gigabyte", "gigabytes"),
    "GHz": ("gigahertz", "gigahertz"),
    "GW": ("gigawatt", "gigawatts"),
    "GWh": ("gigawatt hour", "gigawatt hours"),
    "Hz": ("hertz", "hertz"),
    "KB": ("kilobyte", "kilobytes"),
    "L": ("liter", "liters"),
    "MB": ("megabyte", "megabytes"),
    "MHz": ("megahertz", "megahertz"),
    "MW": ("megawatt", "megawatts"),
    "MWh": ("megawatt hour", "megawatt hours"),
    "Pa": ("pascal", "pascals"),
    "TB": ("terabyte", "terabytes"),
    "TWh": ("terawatt hour", "terawatt hours"),
    "V": ("volt", "volts"),
    "W": ("watt", "watts"),
    "cm": ("centimeter", "centimeters"),
    "cm²": ("square centimeter", "square centimeters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "dB": ("decibel", "decibels"),
    "ft": ("foot", "feet"),
    "g": ("gram", "grams"),
    "h": ("hour", "hours"),
    "ha": ("hectare", "hectares"),
    "hPa": ("hectopascal", "hectopascals"),
    "hr": ("hour", "hours"),
    "hrs": ("hours", "hours"),
    "kHz": ("kilohertz", "kilohertz"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "kg": ("kilogram", "kilograms"),
    "km": ("kilometer", "kilometers"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "km/s": ("kilometer per second", "kilometers per second"),
    "km²": ("square kilometer", "square kilometers"),
    "km2": ("square kilometer", "square kilometers"),
    "kmh": ("kilometer per hour", "kilometers per hour"),
    "kt": ("knot", "knots"),
    "l": ("liter", "liters"),
    "lb": ("pound", "pounds"),
    "lbs": ("pounds", "pounds"),
    "m": ("meter", "meters"),
    "m/s": ("meter per second", "meters per second"),
    "m²": ("square meter", "square meters"),
    "m2": ("square meter", "square meters"),
    "m³": ("cubic meter", "cubic meters"),
    "m3": ("cubic meter", "cubic meters"),
    "mbar": ("millibar", "millibars"),
    "mg": ("milligram", "milligrams"),
    "mi": ("mile", "miles"),
    "min": ("minute", "minutes"),
    "ml": ("milliliter", "milliliters"),
    "mm": ("millimeter", "millimeters"),
    "mph": ("mile per hour", "miles per hour"),
    "ms": ("millisecond", "milliseconds"),
    "nm": ("nanometer", "nanometers"),
    "oz": ("ounce", "ounces"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "t": ("ton", "tons"),
    "yd": ("yard", "yards"),
    "µg": ("microgram", "micrograms"),
    "µm": ("micrometer", "micrometers"),
}

SYMBOLS: Mapping[str, str] = {
    "&": "and",
    "+": "plus",
    "=": "equals",
    "≈": "is about",
    "≠": "is not",
    "±": "plus or minus",
    "×": "times",
    "÷": "divided by",
    "<": "is less than",
    ">": "is more than",
    "≤": "is at most",
    "≥": "is at least",
    "→": "to",
    "%": "percent",
    "°": "degrees",
    "@": "at",
    "$": "dollars",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "§": "section",
    "∞": "infinity",
    "√": "the square root of",
    "^": "to the",
    "−": "minus",
    "²": "squared",
    "³": "cubed",
}

YEAR_WORDS = _words(
    """in since by until till before after circa year years during early late mid summer winter
    spring autumn fall january february march april may june july august september october
    november december"""
)

COUNTED = _words(
    """people men women children feet sheep fish tons percent dozen cattle crew staff troops
    meters metres miles years days hours kilometers square cubic different more other degrees"""
)

RULERS = _words(
    """Abdulhamid Albert Alexander Alexios Alfonso Amenhotep Augustus Baldwin Benedict Boniface
    Carlos Catherine Charles Christian Clement Cleopatra Constantine Cyrus Darius David Edward
    Elizabeth Emperor Felipe Ferdinand Francis Frederick George Gregory Gustav Haakon Harald Henri
    Henry Innocent Isabella Ivan James Joao John Joseph Julius Justinian Kaiser King Leo Leopold
    Louis Ludwig Margaret Maria Mary Maximilian Mehmed Michael Mohammed Murad Napoleon
    Nero Nicholas Olaf Otto Paul Pedro Peter Philip Pius Pope Ptolemy Queen Ramesses Ramses
    Richard Robert Rudolf Selim Seti Sixtus Stephen Suleiman Theodosius Thutmose Tsar Umberto
    Urban Valentinian Victor Wenceslaus Wilhelm William Xerxes"""
)

NUMBERED = _words(
    """War Act Apollo Article Book Chapter Class Division Episode Figure Gemini Grade Group Level
    Mark Part Phase Saturn Scene Section Stage Table Title Titan Type Volume"""
)

NOT_AFTER_A_KING = _words("am believe guess hope suppose think")

STARTERS = _words(  # small words whose capital begins a sentence
    """A After All Although An And As At Before Both But By Each Even Every For From He Her Here His
    How However If In It Its Later Many Most My No None Nobody Now On Once One Only Or Our She
    Since So Some Soon Still Such That The Their Then There These They This Those Though Through
    Today To Two Under Until We What When Where Which While Who Why With Yet You"""
)

LETTER_WORDS = _words(
    """a i an as at am be by do go he if in is it me my no of oh on or so to up we all and are
    but can did for get had has her him his how its let may new not now off old one our out own
    red saw say sea see she sun the too two use was way who why yes yet you air sky ice day man
    men war end big dog cat"""
)
