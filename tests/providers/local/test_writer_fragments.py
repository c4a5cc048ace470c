"""Fragments of notes become the sentences that they stand for."""

from __future__ import annotations

import pytest

from reelworks.providers.local.writer import sentences
from reelworks.providers.local.writer.clauses import tellings
from reelworks.providers.local.writer.language import detect
from reelworks.providers.local.writer.names import names_in
from reelworks.providers.local.writer.plain import speakable
from reelworks.providers.local.writer.pronouns import pointing
from tests.providers.local.stories import research


def facts(text: str) -> list[str]:
    return [fact.text for fact in research(text).facts]


PAGE = """# Eiffel Tower

The light of the tower was lit by Gustave Eiffel in Paris.

"""


@pytest.mark.parametrize(
    ("fragment", "sentence"),
    [
        ("Built: 1889", "The Eiffel Tower was built in 1889."),
        ("Built: 1887-1889", "The Eiffel Tower was built from 1887 to 1889."),
        ("Height: 330 m", "The Eiffel Tower is 330 m tall."),
        ("Architect: Stephen Sauvestre", "The architect was Stephen Sauvestre."),
        ("Engineers: Koechlin & Nouguier", "The engineers were Koechlin and Nouguier."),
        ("Location: Champ de Mars, Paris", "The Eiffel Tower is in Champ de Mars, Paris."),
        ("Weight: 10,100 tonnes", "The Eiffel Tower weighs 10,100 tonnes."),
        ("1884: first sketch by Koechlin", "In 1884 came the first sketch by Koechlin."),
        ("1889 - light first lit", "In 1889, the light was first lit."),
        ("March 1889: opened", "In March 1889, the Eiffel Tower was opened."),
        (
            "31 March 1889: opened by Eiffel",
            "On 31 March 1889, the Eiffel Tower was opened by Eiffel.",
        ),
        ("17th century: the first plans", "In the 17th century came the first plans."),
        ("Completed 1889", "The Eiffel Tower was completed in 1889."),
        ("Made of wrought iron", "The Eiffel Tower is made of wrought iron."),
        ("Took two years", "The Eiffel Tower took two years."),
        ("330 metres tall", "The Eiffel Tower is 330 metres tall."),
        ("1,710 steps", "There are 1,710 steps."),
        ("Three lamps, white paint", "There are three lamps and white paint."),
        ("2 doors, 9 keepers, one cat", "There are 2 doors, 9 keepers and one cat."),
        ("300 visitors, mostly painters", "There are 300 visitors, mostly painters."),
        ("12 rooms, all empty", "There are 12 rooms, all empty."),
        ("72 names, engraved", "There are 72 names, engraved."),
        ("~7 million visitors / year", "There are about 7 million visitors per year."),
        ("Visible from 60 km", "The Eiffel Tower is visible from 60 km."),
        ("Tower completed in 1889", "The tower was completed in 1889."),
        ("Lamps guide the ships", "Lamps guide the ships."),
        ("Fun fact: it grows in summer", "It grows in summer."),
        ("Today: open to visitors", "Today, the Eiffel Tower is open to visitors."),
        ("Materials: iron, paint and rivets", "The materials are iron, paint and rivets."),
        ("It is still used.", "It is still used."),
        ("can be seen from 60 km", "The Eiffel Tower can be seen from 60 km."),
        ("opened lifts in 1889", "The Eiffel Tower opened lifts in 1889."),
        ("1889-05-15 opened", "On 15 May 1889, the Eiffel Tower was opened."),
    ],
)
def test_fragment_is_made_a_sentence(fragment: str, sentence: str) -> None:
    assert facts(f"{PAGE}- {fragment}")[1:] == [sentence]


def test_two_fragments_in_one_item_are_two_sentences() -> None:
    found = facts(f"{PAGE}- 1909: almost torn down; saved by its antenna")
    assert found[1:] == [
        "In 1909, the Eiffel Tower was almost torn down.",
        "The Eiffel Tower was saved by its antenna.",
    ]


def test_a_person_is_not_called_it() -> None:
    page = "# Marie Curie\n\nShe was born in Warsaw. She studied in Paris, and her work was hard.\n"
    assert facts(f"{page}\n- Died: 1934")[-1] == "Marie Curie died in 1934."
    assert facts(f"{page}\n- Born: 1867")[-1] == "Marie Curie was born in 1867."


def test_a_short_list_is_read_with_its_introduction() -> None:
    page = "The lens has three parts:\n\n- a bull's eye\n- Prisms\n- a frame\n"
    assert facts(page) == ["The lens has three parts: a bull's eye, prisms and a frame."]


def test_rows_of_a_table_are_sentences() -> None:
    page = """# Planets

| Planet | Moons | Year length |
|---|---|---|
| Jupiter | 95 | 12 years |

| Year | Event |
|---|---|
| 1610 | Galileo sees four moons |
"""
    assert facts(page) == [
        "Jupiter has 95 moons.",
        "Its year length is 12 years.",
        "In 1610, Galileo sees four moons.",
    ]


def test_what_is_not_about_the_subject_is_left_out() -> None:
    page = """---
title: Towers
tags: [a, b]
---
# Towers

Towers are tall. <!-- check this --> TODO: find a photo.

```python
print("not read aloud")
```

## Sources

- https://example.org/towers
- A book about towers that nobody reads aloud.
"""
    assert facts(page) == ["Towers are tall."]


def test_lines_without_marks_are_notes_of_their_own() -> None:
    page = "a colony has one queen\nthe queen lays 2,000 eggs a day\nworkers live for six weeks\n"
    assert facts(page) == [
        "A colony has one queen.",
        "The queen lays 2,000 eggs a day.",
        "Workers live for six weeks.",
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    page = (
        "The lighthouse of Cordouan stands on a low rock in the open sea, and\n"
        "many ships were wrecked on the sandbanks around it.\n"
    )
    assert len(facts(page)) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**Bold** and _fine_ and `code`", "Bold and fine and code"),
        ("see [the tower](http://x.org) and ![pic](a.png) more", "see the tower and more"),
        ("a lens (or mirror) works [12] well[^3]", "a lens works well"),
        ("salt & pepper", "salt and pepper"),
        ("about ~300 ships", "about about 300 ships"),
        ("Lisbon -> Rome", "Lisbon to Rome"),
        ("1914–1918", "1914 to 1918"),
        ("60 km/h", "60 km per h"),
        ("and/or", "or"),
        ("a tower 🎉 ✨", "a tower"),
        ("the tower — as we know — fell.", "the tower fell."),
        ("“quoted” and ‘so’", "\"quoted\" and 'so'"),
        ("100 % {sure} on\\off", "100% sure on off"),
        ("1/2 of it", "half of it"),
    ],
)
def test_shorthand_is_made_speakable(written: str, said: str) -> None:
    assert speakable(written) == said


@pytest.mark.parametrize(
    ("sentence", "telling"),
    [
        (
            "Ships feared the rock, and kings loved the light.",
            ("Ships feared the rock.", "Kings loved the light."),
        ),
        (
            "The lens, which weighed a ton, floated on mercury.",
            ("The lens floated on mercury.", "The lens weighed a ton."),
        ),
        (
            "The tower stands on a rock, where the river meets the sea.",
            ("The tower stands on a rock.", "There, the river meets the sea."),
        ),
        ("However, the light was weak.", ("But the light was weak.",)),
        ("Moreover, the light was weak.", ("The light was weak.",)),
        (
            "By 1660, London was a large city, estimated at 300,000 to 400,000 people.",
            ("London was a large city.",),
        ),
        (
            "On Tuesday, the fire spread, destroying the church and leaping the river.",
            ("On Tuesday, the fire spread.",),
        ),
        ("The tower was finished in 1611.", ("In 1611, the tower was finished.",)),
    ],
)
def test_sentences_are_told_in_several_ways(sentence: str, telling: tuple[str, ...]) -> None:
    assert telling in {told.parts for told in tellings(sentence, names_in(sentence))}


@pytest.mark.parametrize(
    ("sentence", "untrue"),
    [
        ("If the glass is heated, then it bends.", "If the glass is heated."),
        ("From far away, the tower looked less than a finger tall.", "The tower looked less"),
        ("In 1891 she moved to Paris, where she studied physics.", "Where she studied physics."),
        ("It had lamps, prisms, and a frame forged in Paris.", "A frame forged in Paris."),
        ("A ship could turn and gain speed from the wind.", "A ship gain speed"),
        ("Her notes are still so radioactive that they are boxed.", "Her notes are still."),
        ("No keeper ever slept in the tower after the war.", "No keeper ever slept."),
    ],
)
def test_nothing_is_cut_that_makes_it_untrue_or_broken(sentence: str, untrue: str) -> None:
    told = {part for way in tellings(sentence, names_in(sentence)) for part in way.parts}
    assert not any(part.startswith(untrue) for part in told), told


@pytest.mark.parametrize(
    ("sentence", "firmly"),
    [
        ("Soldiers were examined with them.", True),
        ("The tower lost its roof.", False),
        ("The work ended before it was praised.", False),
        ("Sailors lost their way.", False),
        ("For thousands of years, sailors found their way home.", False),
    ],
)
def test_a_pronoun_points_back_unless_its_own_sentence_explains_it(
    sentence: str, firmly: bool
) -> None:
    assert (pointing(sentence) > 0) is firmly


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Smith met St. John in the U.S. He stayed.", 2),
        ("It cost 1.5 million. No. 5 was e.g. the best.", 2),
        ("A. Fresnel built it. J. R. R. Tolkien did not.", 2),
        ("It went... and came back. Then it left…", 2),
        ('"Stop!" he said. "Go."', 2),
        ("He asked why. 'Because.' She left.", 3),
        ("彼は言った。「行こう。」そして行った。", 3),
        ("هل هذا برج؟ نعم. هو برج.", 3),
        ("यह टावर है। यह ऊँचा है।", 2),
        ("Er kam z. B. im Sommer. Dann ging er.", 2),
        ("They met at 5 p.m. The train left.", 2),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    found = sentences.split(text)
    assert len(found) == count, found
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The tower is old and stands in the sea.", "en"),
        ("Der Turm ist alt und steht in dem Meer.", "de"),
        ("La tour est dans la mer et elle est vieille.", "fr"),
        ("La torre es vieja y está en el mar con los barcos.", "es"),
        ("Маяк стоит на скале в море.", "ru"),
        ("灯台は海の上に立っています。", "ja"),
        ("灯塔矗立在海上。", "zh"),
        ("المنارة في البحر.", "ar"),
        ("Ο φάρος είναι στη θάλασσα.", "el"),
        ("등대는 바다 위에 있습니다.", "ko"),
        ("xyzzy", "en"),
        ("", "en"),
    ],
)
def test_language_is_told_by_script_and_common_words(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("The Great Emu War was fought in Australia in late 1932.", "The Great Emu War"),
        ("how compound interest works\n\nMoney earns money.", "How compound interest works"),
        ("Project: Panama Canal\n- idea from 1513\n- opened in 1914", "Panama Canal"),
        ("There is an idea from Balboa of 1513. It was a canal.", "Idea from Balboa of 1513"),
    ],
)
def test_a_page_without_a_heading_has_a_title_all_the_same(page: str, title: str) -> None:
    assert research(page).title == title


def test_the_words_before_a_list_are_no_title_where_the_list_completes_them() -> None:
    assert research("The tower has\n- six floors\n- two lifts").title != "The tower has"


def test_two_columns_are_figures_of_what_is_in_the_first() -> None:
    table = "# Flour\n\n|flour|{}|\n|---|---|\n|rye|{}|\n|wheat|{}|"
    assert facts(table.format("protein", "9 %", "12.5 %")) == [
        "For rye, the protein is 9%.",
        "For wheat, the protein is 12.5%.",
    ]
    assert "rye has 4 kinds." in [fact.lower() for fact in facts(table.format("kinds", "4", "9"))]
    assert not any("amount" in fact for fact in facts(table.format("amount", "9 g", "8 g")))


def test_signs_before_a_figure_are_said() -> None:
    assert speakable("then +1 a trip, ×0.5 on loss") == "then plus 1 a trip, times 0.5 on loss"


def test_a_series_is_not_torn_before_its_last_item() -> None:
    text = "Packets of data are lost, doubled, and arrive there out of order."
    told = tellings(text, names_in(text))
    assert all("doubled." not in part for telling in told for part in telling.parts)


def test_what_belongs_to_a_participle_is_not_cut_off() -> None:
    text = (
        "Major Meredith of the Royal Australian Artillery led a group of soldiers armed with "
        "two guns and 10,000 rounds."
    )
    told = tellings(text, names_in(text))
    assert all(not part.endswith("armed.") for telling in told for part in telling.parts)
