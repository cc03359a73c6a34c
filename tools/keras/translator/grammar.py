"""A phrase grammar of English and German that is our own: sentences of at most 12 words, each with one translation.

It spans articles, possessives and adjectives in nominative, accusative and dative, weak nouns, separable verbs (also
behind modals and in the perfect), verbs of the dative and of prepositions, questions, negation (kein, nicht), numbers,
days, dates, comparisons, requests and greetings. English is lower case without punctuation, as a TextVectorization
with `standardize="lower_and_strip_punctuation"` leaves it; German has its capitals, and no comma or full stop is needed.

What is held out are combinations: each sentence carries the pairs of words that belong together in it (adjective and
noun, verb and object, subject and verb, preposition and noun). A fixed twentieth of all pairs, chosen by hash, never
appears in training: a sentence with any of them is left out there, and every held-out sentence has at least one. Every
single word of the held-out sentences is seen in training.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from words import (
    ADJECTIVES, DATIVE, DAYS, DENIED, DESCRIBED, FEW, GIVING, INTRANSITIVE, KINDS, MODALS, MONTHS,
    MOVING, NAMES, NUMBERS, ORDINALS, PLURAL, PREPOSITIONAL, SEASONS, TRANSITIVE, Adjective, Noun, Verb,
)  # fmt: skip

MOST_ENGLISH, MOST_GERMAN = 12, 13
NOM, ACC, DAT = "nom", "acc", "dat"
CASES = {"acc": ACC, "dat": DAT}
HELD_SHARE = 20

# Endings by case, then masculine, feminine, neuter, plural.
DER = {NOM: ("er", "e", "es", "e"), ACC: ("en", "e", "es", "e"), DAT: ("em", "er", "em", "en")}
THE = {NOM: ("der", "die", "das", "die"), ACC: ("den", "die", "das", "die"), DAT: ("dem", "der", "dem", "den")}
EIN = {NOM: ("", "e", "", "e"), ACC: ("en", "e", "", "e"), DAT: ("em", "er", "em", "en")}
WEAK = {NOM: ("e", "e", "e", "en"), ACC: ("en", "e", "e", "en"), DAT: ("en", "en", "en", "en")}
MIXED = {NOM: ("er", "e", "es", "en"), ACC: ("en", "e", "es", "en"), DAT: ("en", "en", "en", "en")}
STRONG = DER
POSSESSIVES = {"my": "mein", "your": "dein", "his": "sein", "her": "ihr", "our": "unser", "their": "ihr"}
CONTRACTED = {
    ("in", "dem"): "im", ("in", "das"): "ins", ("zu", "dem"): "zum", ("zu", "der"): "zur",
}  # fmt: skip

# Person: 0 ich, 1 du, 2 er, 3 wir and sie.
PRONOUNS = {"i": ("ich", 0), "you": ("du", 1), "he": ("er", 2), "she": ("sie", 2), "we": ("wir", 3), "they": ("sie", 3)}
OBJECT_PRONOUNS = {
    "me": ("mich", "mir", "i"), "you": ("dich", "dir", "you"), "him": ("ihn", "ihm", "he"), "her": ("sie", "ihr", "she"),
    "us": ("uns", "uns", "we"), "them": ("sie", "ihnen", "they"),
}  # fmt: skip
ANIMAL_NAMES = {noun.english for noun in KINDS["animal"]}
# What animals do as well.
OF_ANIMALS = {
    "see", "find", "eat", "drink", "love", "hear", "follow", "sleep", "stay", "play with", "wait for", "go into", "run to",
    "walk through", "come from", "wake up", "fall asleep", "come back",
}  # fmt: skip
# Whose company German would put in another way (ask for, stay with).
ALONE = {"ask", "stay", "sleep", "fall asleep"}
BE = {"i": "am", "you": "are", "he": "is", "she": "is", "we": "are", "they": "are"}
SEIN, WAR, HABEN = ("bin", "bist", "ist", "sind"), ("war", "warst", "war", "waren"), ("habe", "hast", "hat", "haben")


@dataclass(frozen=True)
class Pair:
    english: str
    german: str
    combinations: frozenset[str]

    @property
    def is_held_out(self) -> bool:
        return any(is_reserved(combination) for combination in self.combinations)


def is_reserved(combination: str) -> bool:
    """Whether a pair of words never trains."""
    return int.from_bytes(hashlib.sha256(combination.encode()).digest()[:4], "big") % HELD_SHARE == 0


@dataclass(frozen=True)
class Phrase:
    """A noun phrase of both languages."""

    english: str
    german: dict[str, str]
    """By case."""
    person: int
    head: str
    """The English noun, for combinations; empty for pronouns and names."""
    definite: bool = True
    pronoun: bool = False
    denied: dict[str, str] | None = None
    """With kein, where "not a" and "not any" become it."""
    combinations: frozenset[str] = field(default_factory=frozenset)


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _noun(noun: Noun, plural: bool, case: str) -> str:
    if not plural:
        return noun.weak if noun.weak and case != NOM else noun.german
    form = noun.german_plural
    return form + "n" if case == DAT and form[-1] not in "ns" else form


def _german(stem: str, adjective: Adjective | None, noun: Noun, plural: bool, kind: str) -> dict[str, str]:
    """Of kind "the", "der" (dieser, jeder), "ein" (ein, kein, mein), "bare" or "number"; by case."""
    gender = PLURAL if plural else noun.gender
    found = {}
    for case in (NOM, ACC, DAT):
        words = []
        if kind == "the":
            words.append(THE[case][gender])
        elif kind == "der":
            words.append(stem + DER[case][gender])
        elif kind == "ein":
            words.append(stem + EIN[case][gender])
        elif kind == "number":
            words.append(stem)
        if adjective is not None:
            ending = {"the": WEAK, "der": WEAK, "ein": MIXED}.get(kind, STRONG)[case][gender]
            words.append(adjective.stem + ending)
        words.append(_noun(noun, plural, case))
        found[case] = " ".join(words)
    return found


def noun_phrase(rng: random.Random, kinds: tuple[str, ...], articles: str = "any", adjectives: float = 0.4) -> Phrase:
    """`articles`: "any", "definite" (the, my, this) or "indefinite" (a, two, none)."""
    kind = rng.choice(kinds)
    noun = rng.choice(KINDS[kind])
    adjective = None
    if rng.random() < adjectives:
        adjective = rng.choice(ADJECTIVES[rng.choice(DESCRIBED[kind])])
    counted = noun.english_plural != ""
    plural = counted and rng.random() < 0.25
    definite = articles == "definite" or (articles == "any" and rng.random() < 0.65)
    name = noun.english_plural if plural else noun.english
    english = f"{adjective.english} {name}" if adjective else name
    combinations = frozenset([f"{adjective.english}+{noun.english}"] if adjective else [])

    def phrase(words: str, german: dict[str, str], denied: dict[str, str] | None = None) -> Phrase:
        person = 3 if plural else 2
        return Phrase(words, german, person, noun.english, definite, False, denied, combinations)

    if definite:
        draw = rng.random()
        if draw < 0.5:
            return phrase(f"the {english}", _german("", adjective, noun, plural, "the"))
        if draw < 0.9:
            owner = rng.choice(list(POSSESSIVES))
            return phrase(f"{owner} {english}", _german(POSSESSIVES[owner], adjective, noun, plural, "ein"))
        return phrase(f"{'these' if plural else 'this'} {english}", _german("dies", adjective, noun, plural, "der"))
    none = _german("kein", adjective, noun, plural, "ein")
    if not counted:
        return phrase(english, _german("", adjective, noun, False, "bare"), none)
    if not plural:
        if rng.random() < 0.1:
            return phrase(f"every {english}", _german("jed", adjective, noun, False, "der"))
        return phrase(_article(english), _german("ein", adjective, noun, False, "ein"), none)
    draw = rng.random()
    if draw < 0.6:
        number = rng.choice(FEW)
        return phrase(f"{number} {english}", _german(NUMBERS[number], adjective, noun, True, "number"))
    if draw < 0.8:
        german = _german("", adjective, noun, True, "bare")
        many = {case: f"{'vielen' if case == DAT else 'viele'} {german[case]}" for case in german}
        return phrase(f"many {english}", many)
    return phrase(english, _german("", adjective, noun, True, "bare"), none)


def named(name: str) -> Phrase:
    german = name.capitalize()
    return Phrase(name, {NOM: german, ACC: german, DAT: german}, 2, "")


def object_pronoun(rng: random.Random, subject: str) -> Phrase:
    """Not the subject itself, which German would say in another way."""
    apart = {"i": ("i", "we"), "we": ("i", "we")}.get(subject, (subject,))
    english = rng.choice([word for word, (_, _, own) in OBJECT_PRONOUNS.items() if own not in apart])
    accusative, dative, _ = OBJECT_PRONOUNS[english]
    return Phrase(english, {ACC: accusative, DAT: dative}, 2, "", True, True)


def subject_phrase(rng: random.Random, kinds: tuple[str, ...] = ("person",)) -> Phrase:
    draw = rng.random()
    if draw < 0.45:
        english = rng.choice(list(PRONOUNS))
        german, person = PRONOUNS[english]
        return Phrase(english, {NOM: german}, person, "", True, True)
    if draw < 0.53:
        return named(rng.choice(NAMES))
    if draw < 0.57:
        first, second = rng.sample(NAMES, 2)
        return Phrase(f"{first} and {second}", {NOM: f"{first.capitalize()} und {second.capitalize()}"}, 3, "")
    if draw < 0.62:
        first, second = (noun_phrase(rng, ("person",), "definite", 0) for _ in range(2))
        german = {NOM: f"{first.german[NOM]} und {second.german[NOM]}"}
        return Phrase(f"{first.english} and {second.english}", german, 3, "")
    return noun_phrase(rng, kinds, "definite" if draw < 0.85 else "indefinite")


def with_preposition(german: str, phrase: str) -> str:
    """im Garten for in + dem Garten."""
    first, _, rest = phrase.partition(" ")
    joined = CONTRACTED.get((german, first))
    return f"{joined} {rest}" if joined and rest else f"{german} {phrase}"


@dataclass(frozen=True)
class Adverbial:
    english: str
    german: str
    combinations: frozenset[str] = field(default_factory=frozenset)


PLACES = (
    ("in", "in", ("inside", "room")), ("behind", "hinter", ("inside", "outside", "furniture", "opening")),
    ("in front of", "vor", ("inside", "outside")), ("next to", "neben", ("inside", "outside", "furniture", "person")),
    ("under", "unter", ("outside", "furniture")),
)  # fmt: skip
ON = ("on", "auf", ("furniture",))
COMPANY = (("with", "mit", DAT), ("for", "für", ACC), ("without", "ohne", ACC))


def place(rng: random.Random, places: tuple[tuple[str, str, tuple[str, ...]], ...] = PLACES) -> Adverbial:
    english, german, kinds = rng.choice(places)
    where = noun_phrase(rng, kinds, "definite" if rng.random() < 0.85 else "indefinite", 0.25)
    combinations = where.combinations | {f"{english}>{where.head}"}
    return Adverbial(f"{english} {where.english}", with_preposition(german, where.german[DAT]), combinations)


def company(rng: random.Random, subject: str) -> Adverbial:
    english, german, case = rng.choice(COMPANY)
    draw = rng.random()
    if draw < 0.3:
        who = object_pronoun(rng, subject)
    elif draw < 0.4:
        who = named(rng.choice(NAMES))
    else:
        who = noun_phrase(rng, ("person",), "definite", 0.25)
    combinations = who.combinations | ({f"{english}>{who.head}"} if who.head else set())
    return Adverbial(f"{english} {who.english}", f"{german} {who.german[case]}", combinations)


def date(rng: random.Random) -> tuple[str, str]:
    """("third of may", "dritte Mai")."""
    ordinal, month = rng.choice(list(ORDINALS)), rng.choice(list(MONTHS))
    return f"{ordinal} of {month}", f"{ORDINALS[ordinal]} {MONTHS[month]}"


def time(rng: random.Random, past: bool) -> Adverbial:
    draw = rng.random()
    if draw < 0.3:
        english, german = date(rng)
        ordinal, month = german.split()
        return Adverbial(f"on the {english}", f"am {ordinal}n {month}")
    if draw < 0.5:
        day = rng.choice(list(DAYS))
        return Adverbial(f"on {day}", f"am {DAYS[day]}")
    if draw < 0.58:
        month = rng.choice(list(MONTHS))
        return Adverbial(f"in {month}", f"im {MONTHS[month]}")
    if draw < 0.66:
        season = rng.choice(list(SEASONS))
        return Adverbial(f"in {season}", f"im {SEASONS[season]}")
    if draw < 0.76:
        hour = rng.choice(["one", *FEW])
        return Adverbial(f"at {hour} oclock", f"um {'ein' if hour == 'one' else NUMBERS[hour]} Uhr")
    fixed = [("today", "heute"), ("in the morning", "am Morgen"), ("in the evening", "am Abend")]
    fixed += [("every day", "jeden Tag")]
    if past:
        fixed += [("yesterday", "gestern"), ("last week", "letzte Woche"), ("last year", "letztes Jahr")]
    else:
        fixed += [("tomorrow", "morgen"), ("now", "jetzt"), ("next week", "nächste Woche")]
    return Adverbial(*rng.choice(fixed))


@dataclass(frozen=True)
class Frame:
    """What a verb says, but for the subject, the tense and the kind of sentence."""

    verb: Verb
    english: str
    """Behind the verb, with its particle."""
    pronouns: tuple[str, ...] = ()
    """German, in their order."""
    definite: tuple[str, ...] = ()
    indefinite: tuple[str, ...] = ()
    denied: tuple[str, ...] | None = None
    """In place of `indefinite`, with kein."""
    tail: tuple[str, ...] = ()
    """Prepositional objects and places."""
    combinations: frozenset[str] = field(default_factory=frozenset)
    can_deny: bool = True


def _with_particle(verb: Verb, objects: str, pronoun: bool) -> str:
    if not verb.particle:
        return objects
    # "take the coat along", "turn on the light", "pick him up".
    after = pronoun or verb.particle in ("back", "along")
    return f"{objects} {verb.particle}" if after else f"{verb.particle} {objects}"


def _some_person(rng: random.Random, subject: str, articles: str = "definite") -> Phrase:
    draw = rng.random()
    if draw < 0.3:
        return object_pronoun(rng, subject)
    if draw < 0.4:
        return named(rng.choice(NAMES))
    return noun_phrase(rng, ("person",), articles, 0.4)


def _object(rng: random.Random, verb: Verb, subject: str, articles: str = "any") -> Phrase:
    kind = rng.choice(verb.takes)
    return _some_person(rng, subject, articles) if kind == "person" else noun_phrase(rng, (kind,), articles)


def _joined(verb: Verb, phrase: Phrase) -> frozenset[str]:
    return phrase.combinations | ({f"{verb.key}-{phrase.head}"} if phrase.head else set())


def _is_deniable(phrase: Phrase) -> bool:
    return phrase.definite or phrase.denied is not None


def transitive(rng: random.Random, subject: str, verbs: list[Verb], case: str) -> Frame:
    verb = rng.choice(verbs)
    if verb.preposition is not None:
        english, german, _ = verb.preposition
        prefix = "" if german == "-" else german
        thing = _object(rng, verb, subject, "definite")
        text = thing.german[CASES[verb.preposition[2]]]
        words = f"{english} {thing.english}"
        if prefix:
            return Frame(verb, words, tail=(with_preposition(prefix, text),), combinations=_joined(verb, thing))
    else:
        thing = _object(rng, verb, subject)
        text = thing.german[case]
        words = _with_particle(verb, thing.english, thing.pronoun)
    combinations = _joined(verb, thing)
    if thing.pronoun:
        return Frame(verb, words, pronouns=(text,), combinations=combinations)
    if thing.definite:
        return Frame(verb, words, definite=(text,), combinations=combinations)
    denied = (thing.denied[case],) if thing.denied else None
    return Frame(
        verb, words, indefinite=(text,), denied=denied, combinations=combinations, can_deny=_is_deniable(thing)
    )


def giving(rng: random.Random, subject: str) -> Frame:
    verb = rng.choice(GIVING)
    whom = _some_person(rng, subject)
    what = noun_phrase(rng, (rng.choice(verb.takes),), "any", 0.3)
    combinations = _joined(verb, what) | whom.combinations
    pronouns = (whom.german[DAT],) if whom.pronoun else ()
    person = () if whom.pronoun else (whom.german[DAT],)
    english = f"{whom.english} {what.english}"
    if what.definite:
        return Frame(verb, english, pronouns, (*person, what.german[ACC]), combinations=combinations)
    denied = (what.denied[ACC],) if what.denied else None
    return Frame(
        verb, english, pronouns, person, (what.german[ACC],), denied, combinations=combinations,
        can_deny=_is_deniable(what),
    )  # fmt: skip


def intransitive(rng: random.Random) -> Frame:
    verb = rng.choice(INTRANSITIVE)
    return Frame(verb, verb.particle)


def moving(rng: random.Random) -> Frame:
    verb = rng.choice(MOVING)
    english, german, case = verb.preposition
    where = noun_phrase(rng, verb.takes, "definite", 0.3)
    text = with_preposition(german, where.german[CASES[case]])
    return Frame(verb, f"{english} {where.english}", tail=(text,), combinations=_joined(verb, where))


def frame(rng: random.Random, subject: str) -> Frame:
    draw = rng.random()
    if draw < 0.52:
        return transitive(rng, subject, TRANSITIVE, ACC)
    if draw < 0.64:
        return transitive(rng, subject, DATIVE, DAT)
    if draw < 0.71:
        return transitive(rng, subject, PREPOSITIONAL, ACC)
    if draw < 0.81:
        return giving(rng, subject)
    if draw < 0.93:
        return intransitive(rng)
    return moving(rng)


def _finite(verb: Verb, person: int) -> str:
    return (verb.ich, verb.du, verb.er, verb.infinitive)[person]


def _pair(english: list[str], german: list[str], combinations: frozenset[str]) -> Pair | None:
    """None where it is too long."""
    left = " ".join(word for word in english if word).split()
    right = " ".join(word for word in german if word).split()
    if len(left) > MOST_ENGLISH or len(right) > MOST_GERMAN:
        return None
    right[0] = right[0][0].upper() + right[0][1:]
    return Pair(" ".join(left), " ".join(right), combinations)


def _agrees(verb: Verb, subject: Phrase) -> frozenset[str]:
    return subject.combinations | ({f"{subject.head}={verb.key}"} if subject.head else set())


def clause(rng: random.Random) -> Pair | None:
    """A statement or a question with a verb, in present, past or with a modal."""
    subject = subject_phrase(rng, ("person", "person", "person", "animal"))
    said = frame(rng, subject.english)
    verb = said.verb
    if subject.head in ANIMAL_NAMES and verb.key not in OF_ANIMALS:
        return None
    combinations = said.combinations | _agrees(verb, subject)
    tense = rng.choices(["present", "past", "modal"], [0.4, 0.25, 0.35])[0]
    if tense == "past" and not verb.english_past:
        tense = "present"
    # "every man does not" may mean two things.
    denied = said.can_deny and not subject.english.startswith("every") and rng.random() < 0.25
    modal = ""
    if tense == "modal":
        # "must not" is no denied "must".
        modal = rng.choice([name for name in MODALS if not denied or name != "must"])
    form = rng.choices(["statement", "inverted", "question", "wh"], [0.55, 0.1, 0.25, 0.1])[0]
    if form in ("question", "wh") and modal == "would":
        modal = "want"

    tail_english, tail_german, when = [], [], None
    if not said.tail and rng.random() < 0.22:
        more = company(rng, subject.english) if rng.random() < 0.5 and verb.key not in ALONE else place(rng)
        tail_english, tail_german = [more.english], [more.german]
        combinations |= more.combinations
    if form == "inverted" or rng.random() < 0.3:
        when = time(rng, tense == "past")
    wh = rng.choice([("where", "wo"), ("when", "wann"), ("why", "warum")]) if form == "wh" else None
    if wh is not None:
        when = None
        if wh[0] == "where" and (tail_german or verb in MOVING):
            wh = ("why", "warum")
    # "do you not see": few say so, and German is the same.
    denied = denied and form not in ("question", "wh")

    auxiliary, infinitive, plain = _english_verb(verb, tense, modal, subject.person == 2)
    finite, end = _german_verb(verb, tense, modal, subject.person)
    who = subject.german[NOM]
    if form in ("question", "wh"):
        left = [wh[0] if wh else "", auxiliary, subject.english, infinitive]
        right = [wh[1] if wh else "", finite, who]
    else:
        refusal = f"{DENIED[modal]} {verb.english}" if modal in DENIED else f"{auxiliary} not {infinitive}"
        left = [subject.english, refusal if denied else plain]
        right = [who, finite]
    left += [said.english, *tail_english]
    times = [when.german] if when is not None else []
    if when is not None and form == "inverted":
        left, right, times = [when.english, *left], [when.german, finite, who], []
    elif when is not None:
        left.append(when.english)
    indefinite = said.denied if denied and said.denied else said.indefinite
    nicht = ["nicht"] if denied and not said.denied else []
    middle = [*said.pronouns, *said.definite, *times, *indefinite, *nicht, *said.tail, *tail_german, end]
    return _pair(left, [*right, *middle], combinations)


def _english_verb(verb: Verb, tense: str, modal: str, third: bool) -> tuple[str, str, str]:
    """What questions begin with and what they leave behind the subject, and the verb of a statement."""
    helper = "does" if third else "do"
    if tense == "past":
        return "did", verb.english, verb.english_past
    if tense == "present":
        return helper, verb.english, verb.english_third if third else verb.english
    base, base_third = MODALS[modal][:2]
    plain = f"{base_third if third else base} {verb.english}"
    return (helper, f"{base} {verb.english}", plain) if modal == "want" else (base, verb.english, plain)


def _german_verb(verb: Verb, tense: str, modal: str, person: int) -> tuple[str, str]:
    """What stands second, or first in a question, and what stands last."""
    if tense == "modal":
        return MODALS[modal][2 + person], verb.prefix + verb.infinitive
    if tense == "past":
        return (SEIN if verb.moves else HABEN)[person], verb.participle
    return _finite(verb, person), verb.prefix


def asked(rng: random.Random) -> Pair | None:
    """who, what, whom, which: the question is for the subject or for the object."""
    draw = rng.random()
    if draw < 0.4:
        said = frame(rng, "")
        verb = said.verb
        past = verb.english_past != "" and rng.random() < 0.3
        finite = HABEN[2] if not verb.moves else SEIN[2]
        right = ["wer", finite if past else verb.er, *said.pronouns, *said.definite, *said.indefinite, *said.tail]
        right.append(verb.participle if past else verb.prefix)
        return _pair(["who", verb.english_past if past else verb.english_third, said.english], right, said.combinations)
    subject = subject_phrase(rng)
    verb = rng.choice([verb for verb in TRANSITIVE if not verb.particle])
    past = verb.english_past != "" and rng.random() < 0.3
    third = subject.person == 2
    helper = "did" if past else "does" if third else "do"
    who = subject.german[NOM]
    rest = [HABEN[subject.person] if past else _finite(verb, subject.person), who, verb.participle if past else ""]
    combinations = _agrees(verb, subject)
    if draw < 0.6:
        person = "person" in verb.takes and rng.random() < 0.5
        return _pair(
            ["whom" if person else "what", helper, subject.english, verb.english],
            ["wen" if person else "was", *rest], combinations,
        )  # fmt: skip
    noun_kind = rng.choice(verb.takes)
    noun = rng.choice(KINDS[noun_kind])
    plural = noun.english_plural != "" and rng.random() < 0.5
    combinations |= {f"{verb.key}-{noun.english}"}
    if plural and draw < 0.8:
        english, german = f"how many {noun.english_plural}", f"wie viele {_noun(noun, True, ACC)}"
    else:
        name = noun.english_plural if plural else noun.english
        english, german = f"which {name}", _german("welch", None, noun, plural, "der")[ACC]
    return _pair([english, helper, subject.english, verb.english], [german, *rest], combinations)


def request(rng: random.Random) -> Pair | None:
    """open the door, please."""
    said = frame(rng, "you")
    verb = said.verb
    if verb.imperative == "-":
        return None
    denied = said.can_deny and rng.random() < 0.2
    please = rng.random() < 0.4
    indefinite = said.denied if denied and said.denied else said.indefinite
    refusal = ["nicht"] if denied and not said.denied else []
    when = time(rng, False) if rng.random() < 0.2 else None
    return _pair(
        ["please" if please else "", "do not" if denied else "", verb.english, said.english, when.english if when else ""],
        [
            "bitte" if please else "", verb.imperative, *said.pronouns, *said.definite,
            when.german if when else "", *indefinite, *refusal, *said.tail, verb.prefix,
        ],
        said.combinations,
    )  # fmt: skip


def _adjective(rng: random.Random, kind: str) -> Adjective:
    return rng.choice(ADJECTIVES[rng.choice(DESCRIBED[kind])])


def _be(subject: Phrase, past: bool) -> tuple[str, str]:
    english = BE.get(subject.english, "are" if subject.person == 3 else "is")
    if past:
        english = "was" if english in ("am", "is") else "were"
    return english, (WAR if past else SEIN)[subject.person]


def being(rng: random.Random) -> Pair | None:
    """is, was: an adjective, a comparison or a place."""
    kind = rng.choice(["person", "person", "animal", "thing", "vehicle", "inside", "clothes", "text", "food"])
    subject = subject_phrase(rng) if kind == "person" else noun_phrase(rng, (kind,), "definite", 0.25)
    past = rng.random() < 0.25
    english, german = _be(subject, past)
    combinations = subject.combinations
    draw = rng.random()
    denied = False
    if draw < 0.45:
        adjective = _adjective(rng, kind)
        how = rng.choice(["", "", "very", "too"])
        what, was = f"{how} {adjective.english}", f"{ {'': '', 'very': 'sehr', 'too': 'zu'}[how] } {adjective.german}"
        combinations |= {f"{adjective.english}+{subject.head}"} if subject.head else set()
        denied = rng.random() < 0.25
    elif draw < 0.7:
        adjective = _adjective(rng, kind)
        other = noun_phrase(rng, (kind,), "definite", 0.15)
        combinations |= other.combinations | {f"{adjective.english}>{other.head}"}
        if adjective.german_comparative and rng.random() < 0.7:
            what = f"{adjective.english_comparative} than {other.english}"
            was = f"{adjective.german_comparative} als {other.german[NOM]}"
        else:
            what, was = f"as {adjective.english} as {other.english}", f"so {adjective.german} wie {other.german[NOM]}"
            denied = rng.random() < 0.3
    else:
        if kind == "inside":
            return None
        where = place(rng, (*PLACES, ON) if kind not in ("person", "vehicle") else PLACES)
        what, was = where.english, where.german
        combinations |= where.combinations
        denied = rng.random() < 0.25
    no, nicht = ("not", "nicht") if denied else ("", "")
    who = subject.german[NOM]
    if rng.random() < 0.3 and not denied:
        return _pair([english, subject.english, what], [german, who, was], combinations)
    return _pair([subject.english, english, no, what], [who, german, nicht, was], combinations)


def existence(rng: random.Random) -> Pair | None:
    """there is a dog in the garden."""
    thing = noun_phrase(rng, (rng.choice(["person", "animal", "thing", "furniture", "text", "drink"]),), "indefinite")
    if thing.english.startswith("every"):
        return None
    where = place(rng, (*PLACES, ON))
    be = "are" if thing.person == 3 else "is"
    combinations = thing.combinations | where.combinations
    draw = rng.random()
    if draw < 0.3:
        return _pair([be, "there", thing.english, where.english], ["gibt es", thing.german[ACC], where.german], combinations)
    if draw < 0.5 and thing.denied:
        english = thing.english.removeprefix("a ").removeprefix("an ")
        words = ["there", be, "no", english, where.english]
        return _pair(words, ["es gibt", thing.denied[ACC], where.german], combinations)
    return _pair(["there", be, thing.english, where.english], ["es gibt", thing.german[ACC], where.german], combinations)


def counted(rng: random.Random) -> Pair | None:
    """Ages, prices, dates and questions for them."""
    number = rng.choice(list(NUMBERS))
    draw = rng.random()
    if draw < 0.3:
        subject = subject_phrase(rng)
        english, german = _be(subject, False)
        who = subject.german[NOM]
        if rng.random() < 0.3:
            return _pair(["how old", english, subject.english], ["wie alt", german, who], subject.combinations)
        return _pair(
            [subject.english, english, number, "years old"], [who, german, NUMBERS[number], "Jahre alt"],
            subject.combinations,
        )  # fmt: skip
    if draw < 0.65:
        thing = noun_phrase(rng, (rng.choice(["thing", "clothes", "text", "vehicle", "furniture", "food"]),), "definite")
        many = thing.person == 3
        cost, kostet = ("cost", "kosten") if many else ("costs", "kostet")
        who = thing.german[NOM]
        if rng.random() < 0.3:
            words = ["how much", "do" if many else "does", thing.english, "cost"]
            return _pair(words, ["wie viel", kostet, who], thing.combinations)
        return _pair([thing.english, cost, number, "euros"], [who, kostet, NUMBERS[number], "Euro"], thing.combinations)
    if draw < 0.85:
        english, german = date(rng)
        day, tag = rng.choice([("today is", "heute ist"), ("tomorrow is", "morgen ist"), ("yesterday was", "gestern war")])
        return _pair([day, "the", english], [tag, "der", german], frozenset())
    thing = noun_phrase(rng, (rng.choice(["person", "thing", "text", "animal", "clothes"]),), "definite")
    english, german = _be(thing, False)
    return _pair(["where", english, thing.english], ["wo", german, thing.german[NOM]], thing.combinations)


def greeting(rng: random.Random) -> Pair | None:
    fixed = [
        ("good morning", "guten Morgen"), ("good evening", "guten Abend"), ("good night", "gute Nacht"),
        ("good day", "guten Tag"), ("hello", "hallo"), ("goodbye", "auf Wiedersehen"), ("welcome", "willkommen"),
        ("see you tomorrow", "bis morgen"), ("happy birthday", "alles Gute zum Geburtstag"),
    ]  # fmt: skip
    draw = rng.random()
    if draw < 0.3:
        english, german = rng.choice(fixed)
        more = rng.choice([("", ""), *[(name, name.capitalize()) for name in NAMES]])
        return _pair([english, more[0]], [german, more[1]], frozenset())
    if draw < 0.5:
        who = noun_phrase(rng, ("person",), "definite", 0.4)
        be = "are" if who.person == 3 else "is"
        return _pair(["how", be, who.english], ["wie geht es", who.german[DAT]], who.combinations)
    if draw < 0.55:
        return _pair(["how are you"], ["wie geht es dir"], frozenset())
    if draw < 0.65:
        name = rng.choice(NAMES)
        owner = rng.choice(list(POSSESSIVES))
        return _pair([owner, "name is", name], [POSSESSIVES[owner], "Name ist", name.capitalize()], frozenset())
    thing = noun_phrase(rng, (rng.choice(["thing", "text", "drink", "food", "clothes"]),), "definite", 0.4)
    return _pair(["thank you for", thing.english], ["danke für", thing.german[ACC]], thing.combinations)


KINDS_OF_SENTENCES: tuple[tuple[Callable[[random.Random], Pair | None], float], ...] = (
    (clause, 0.62), (asked, 0.08), (request, 0.08), (being, 0.11), (existence, 0.05), (counted, 0.04), (greeting, 0.03),
)  # fmt: skip


def sentence(rng: random.Random) -> Pair:
    makers, weights = zip(*KINDS_OF_SENTENCES, strict=True)
    while True:
        pair = rng.choices(makers, weights)[0](rng)
        if pair is not None:
            return pair


def sample(seed: int, train: int, held_out: int) -> tuple[list[Pair], list[Pair]]:
    """So many distinct pairs to train with, and so many that hold combinations kept from training.

    The same numbers give the same pairs. Raises ValueError if a sentence had two translations.
    """
    rng = random.Random(seed)
    german: dict[str, str] = {}
    training: list[Pair] = []
    held: list[Pair] = []
    while len(training) < train or len(held) < held_out:
        pair = sentence(rng)
        if german.setdefault(pair.english, pair.german) != pair.german:
            raise ValueError(f'"{pair.english}" is both "{german[pair.english]}" and "{pair.german}"')
        if len(german) == len(training) + len(held):
            continue
        aim, most = (held, held_out) if pair.is_held_out else (training, train)
        if len(aim) < most:
            aim.append(pair)
        else:
            del german[pair.english]
    return training, held


if __name__ == "__main__":
    for shown in sample(1, 60, 20)[0]:
        print(shown.english, "->", shown.german)
