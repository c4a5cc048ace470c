"""Enough English verbs to tell a sentence from a fragment, and a past tense from a participle."""

from __future__ import annotations

BE = frozenset(["is", "are", "was", "were", "am"])
AUXILIARIES = BE | frozenset(
    ["has", "have", "had", "do", "does", "did", "can", "could", "will", "would", "shall", "should", "may", "might", "must", "cannot", "can't", "won't", "wouldn't", "couldn't", "isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't", "doesn't", "don't", "didn't", "it's", "he's", "she's", "they're", "we're", "that's", "there's"]
)

_IRREGULAR = """
arise arose arisen|be was been|bear bore borne|beat beat beaten|become became become|begin began begun
bend bent bent|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken
breed bred bred|bring brought brought|build built built|burn burnt burnt|buy bought bought
catch caught caught|choose chose chosen|cling clung clung|come came come|creep crept crept
deal dealt dealt|dig dug dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten
fall fell fallen|feed fed fed|feel felt felt|fight fought fought|find found found|flee fled fled
fling flung flung|fly flew flown|forbid forbade forbidden|forget forgot forgotten
forgive forgave forgiven|freeze froze frozen|get got got|give gave given|go went gone
grind ground ground|grow grew grown|hang hung hung|hear heard heard|hide hid hidden|hold held held
keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|lie lay lain
light lit lit|lose lost lost|make made made|mean meant meant|meet met met|pay paid paid
ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought
sell sold sold|send sent sent|shake shook shaken|shine shone shone|shoot shot shot|show showed shown
shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|slide slid slid
speak spoke spoken|spend spent spent|spin spun spun|spring sprang sprung|stand stood stood
steal stole stolen|stick stuck stuck|strike struck struck|swear swore sworn|sweep swept swept
swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn|tell told told
think thought thought|throw threw thrown|understand understood understood|wake woke woken
wear wore worn|weave wove woven|win won won|wind wound wound|withdraw withdrew withdrawn
write wrote written|overcome overcame overcome|undergo underwent undergone|withstand withstood withstood
"""
_SAME = ["bet", "burst", "cast", "cost", "cut", "hit", "hurt", "let", "put", "quit", "set", "shut", "split", "spread", "thrust"]

_REGULAR = ["abandon", "absorb", "accept", "accompany", "achieve", "act", "add", "admit", "adopt", "advance", "affect", "age", "agree", "aim", "allow", "amount", "announce", "answer", "appear", "apply", "approach", "argue", "arrive", "ask", "assemble", "attach", "attack", "attempt", "attract", "avoid", "award", "back", "bake", "ban", "base", "bathe", "battle", "believe", "belong", "blast", "block", "boil", "bomb", "border", "borrow", "bounce", "brew", "burn", "bury", "call", "calm", "capture", "care", "carry", "carve", "cause", "celebrate", "change", "charge", "charm", "charter", "chart", "chase", "check", "circle", "claim", "clean", "clear", "climb", "close", "collapse", "collect", "colonise", "colonize", "combine", "command", "commission", "compare", "compete", "complete", "concentrate", "confirm", "connect", "conquer", "consider", "consist", "construct", "consume", "contain", "continue", "contribute", "control", "convert", "convince", "cook", "cool", "copy", "correct", "count", "cover", "crack", "crash", "create", "cross", "crown", "crush", "cultivate", "cure", "damage", "dance", "dare", "date", "decide", "declare", "decline", "decorate", "decrease", "defeat", "defend", "deliver", "demand", "demolish", "depart", "depend", "deposit", "derive", "describe", "design", "destroy", "detect", "determine", "develop", "devise", "devour", "die", "differ", "direct", "disappear", "discover", "discuss", "divide", "dominate", "donate", "double", "drag", "drain", "dream", "dress", "drift", "drop", "dry", "earn", "ease", "educate", "elect", "emerge", "employ", "enable", "encircle", "encounter", "encourage", "end", "endure", "engineer", "enjoy", "enlarge", "enter", "equip", "erect", "erode", "erupt", "escape", "establish", "estimate", "evolve", "examine", "exceed", "exchange", "exhaust", "exist", "expand", "expect", "experience", "explain", "explode", "explore", "export", "expose", "express", "extend", "extract", "face", "fade", "fail", "fascinate", "favour", "favor", "fear", "feature", "fill", "filter", "finance", "finish", "fire", "fit", "fix", "flash", "flatten", "flicker", "float", "flood", "flourish", "flow", "flower", "focus", "fold", "follow", "force", "forge", "form", "found", "frame", "fuel", "function", "fund", "gain", "gather", "generate", "glide", "glow", "govern", "grant", "graze", "greet", "guard", "guide", "handle", "happen", "harbour", "harden", "harvest", "heat", "help", "hire", "honour", "honor", "host", "house", "hunt", "ignite", "illuminate", "imagine", "import", "improve", "include", "increase", "indicate", "influence", "inhabit", "inherit", "injure", "inspire", "install", "instruct", "intend", "interest", "introduce", "invade", "invent", "invest", "invite", "involve", "isolate", "join", "journey", "jump", "kill", "knock", "label", "lack", "land", "last", "laugh", "launch", "learn", "level", "liberate", "lift", "like", "limit", "link", "list", "listen", "live", "load", "locate", "lock", "look", "loom", "love", "lower", "maintain", "manage", "manufacture", "map", "march", "mark", "marry", "marvel", "master", "match", "matter", "mature", "measure", "melt", "mention", "merge", "migrate", "mine", "mix", "modernise", "modernize", "mount", "move", "multiply", "murder", "name", "navigate", "need", "neglect", "note", "notice", "number", "nurse", "observe", "obtain", "occupy", "occur", "offer", "open", "operate", "oppose", "orbit", "order", "organise", "organize", "originate", "oversee", "own", "pack", "paint", "pass", "patent", "pause", "perform", "persuade", "pick", "pierce", "place", "plan", "plant", "play", "point", "polish", "populate", "possess", "pour", "power", "practise", "practice", "praise", "pray", "predict", "prefer", "prepare", "present", "preserve", "press", "prevent", "print", "proclaim", "produce", "progress", "prohibit", "project", "promise", "promote", "propose", "prosper", "protect", "prove", "provide", "publish", "pull", "pump", "punish", "purchase", "push", "race", "rain", "raise", "range", "reach", "react", "read", "rebuild", "receive", "recognise", "recognize", "record", "recover", "recruit", "reduce", "refer", "reflect", "refract", "refuse", "regard", "reign", "release", "rely", "remain", "remember", "remove", "rename", "repair", "repeat", "replace", "report", "represent", "request", "require", "rescue", "research", "resemble", "resist", "rest", "restore", "result", "retire", "return", "reveal", "reverse", "reward", "roam", "roast", "rock", "roll", "rotate", "row", "rule", "rush", "sail", "save", "scatter", "score", "search", "secure", "seem", "seize", "separate", "serve", "settle", "shape", "share", "shelter", "shift", "ship", "shock", "shorten", "sign", "signal", "silence", "sketch", "slow", "smash", "smell", "smoke", "smuggle", "soar", "solve", "sound", "sow", "spark", "sparkle", "spell", "spill", "sponsor", "spot", "stabilise", "stain", "stamp", "star", "start", "starve", "stay", "step", "stop", "store", "stretch", "struggle", "study", "succeed", "suffer", "suggest", "supply", "support", "suppose", "surpass", "surround", "survive", "suspect", "sustain", "swallow", "switch", "symbolise", "tame", "target", "taste", "tax", "tend", "test", "thank", "threaten", "thrive", "tie", "tilt", "touch", "tour", "tow", "trace", "track", "trade", "train", "transfer", "transform", "translate", "transmit", "transport", "trap", "travel", "treat", "trick", "trigger", "triumph", "trust", "try", "turn", "twist", "unite", "unveil", "use", "value", "vanish", "vary", "venture", "view", "visit", "volunteer", "vote", "wait", "walk", "wander", "want", "warm", "warn", "wash", "waste", "watch", "water", "weaken", "weigh", "welcome", "whisper", "widen", "wipe", "wish", "witness", "work", "worry", "worship", "wrap", "yearn", "yield", "zoom", "double", "triple", "honour", "amaze", "orient", "date"]


def _s_form(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}s"


def _ed_forms(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return (f"{base}d",)
    if base.endswith("y") and base[-2] not in "aeiou":
        return (f"{base[:-1]}ied",)
    return (f"{base}ed", f"{base}{base[-1]}ed")


_TRIPLES = [
    tuple(forms.split()) for line in _IRREGULAR.strip().splitlines() for forms in line.split("|")
]
BASES = frozenset(_REGULAR) | {base for base, _, _ in _TRIPLES} | frozenset(_SAME)
PRESENT = frozenset(_s_form(base) for base in BASES) | {"goes", "does"}
_ED = frozenset(form for base in _REGULAR for form in _ed_forms(base))
PARTICIPLES = _ED | {participle for _, _, participle in _TRIPLES} | frozenset(_SAME)
PASTS = _ED | {past for _, past, _ in _TRIPLES} | frozenset(_SAME)
SURE_PASTS = PASTS - PARTICIPLES - BASES  # took, became, wrote: never participles, never nouns
