import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from msgspec.structs import replace
from pypdf import PdfReader

from maru.chassis.problems import Unavailable
from maru.erp.approvals.contract import Action, Fields, Person, StepRole, ViewerKind
from maru.erp.approvals.domain.catalogue import FORMS
from maru.erp.approvals.domain.changes import escalate, numbered
from maru.erp.approvals.domain.digest import content_digest
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.forms import settle
from maru.erp.approvals.domain.line import Group, Step, Viewer, steps_of
from maru.erp.approvals.printing import fonts_folder, paper, render
from maru.erp.approvals.printing.sheet import BOTTOM, LEFT, RIGHT, Sheet, Words
from maru.erp.approvals.printing.stamps import ACROSS, bands
from maru.erp.approvals.store.beside import Comment
from tests.erp.approvals.paper import (
    A1,
    A2,
    A3,
    D,
    F,
    G,
    X,
    Y,
    did,
    drafted,
    later,
    numbered_ids,
    on_way,
    sent,
    serial,
    standing_in,
    together,
)

CODE = "3F2A-91C0-77DE-B04E"
ITEMS: list[dict[str, Any]] = [
    {"description": "노트북", "quantity": 2, "price": "2450000"},
    {"description": "도킹 스테이션", "quantity": 2, "price": "189000"},
]
HOSTILE = "**굵게** {nb} <b>x</b> [a](http://b) \\( ) Tj ET endobj \x00\x07\u202e가\ufeff\r\n\tend"


def printed(document: Document, comments: list[Comment] | None = None, names: tuple[str, ...] = ()) -> bytes:
    return render(
        document,
        FORMS[document.form_id],
        comments or [],
        names,
        printed_at=later(50),
        printed_by=D.name,
        verification=CODE,
        fonts=fonts_folder(),
    )


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(document: Document) -> str:
    return "\n".join(pages(printed(document)))


def drawn(document: Document, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """The sheet as it goes to the press."""
    kept: list[Sheet] = []

    def keep(sheet: Sheet, _: object) -> bytes:
        kept.append(sheet)
        return b""

    with monkeypatch.context() as patch:
        patch.setattr(paper, "press", keep)
        printed(document)
    return kept[0]


def words(sheet: Sheet) -> Iterator[Words]:
    return (mark for page in sheet.pages for mark in page if isinstance(mark, Words))


@pytest.fixture
def bought() -> Document:
    """An approved 지출 결의서: G stood in for A1, X and F agreed, A2 and A3 approved."""
    fields = settle(FORMS["expense"], {"amount": "5278000", "spentOn": "2026-11-25", "items": ITEMS})
    agree = together((X, StepRole.AGREE), (F, StepRole.FINANCE_AGREE))
    line = numbered_ids((*serial(A1), agree, *serial(A2, A3)))
    viewers = (
        Viewer(id="v1", kind=ViewerKind.CC, person=Y),
        Viewer(id="v2", kind=ViewerKind.RECEIVE, department_id=20, department="재무팀"),
    )
    document = sent(line, form_id="expense", fields=fields, viewers=viewers).document
    document = did(document, G, Action.APPROVE, comment="견적 확인", delegations=[standing_in()]).document
    document = did(document, X, Action.AGREE, comment="", hours=2).document
    document = did(document, F, Action.AGREE, comment="", hours=3).document
    document = did(document, A2, Action.APPROVE, comment="", hours=4).document
    document = numbered(did(document, A3, Action.APPROVE, comment="", hours=5), 12).document
    return replace(document, content="장비를 구매하고자 합니다.")


def test_the_paper_carries_its_number_its_digest_and_the_code(bought: Document) -> None:
    printout = text(bought)

    assert bought.number == "EX-26-000012"
    for promised in (bought.number, content_digest(bought), CODE, "노트북 구매", "장비를 구매하고자 합니다."):
        assert promised in printout


def test_a_decision_in_anothers_place_names_both(bought: Document) -> None:
    printout = text(bought)

    assert "정대리\n대결 ← 김팀장" in printout  # in the 결재란
    assert "정대리 ← 김팀장 승인 (대결) 견적 확인" in printout  # in the history


def test_every_step_and_viewer_has_its_place_and_seal(bought: Document) -> None:
    first = pages(printed(bought))[0].split("\n")

    for name, seal in (("도기안", "기안"), ("이본부", "승인"), ("박대표", "승인"), ("한합의", "합의")):
        assert first[first.index(name) - 1] == seal
    assert "참조 윤합의" in first and "수신 재무팀" in first


def test_money_is_grouped_and_the_amount_also_said_in_words(bought: Document) -> None:
    printout = text(bought)

    assert "금 5,278,000원 (금 오백이십칠만팔천원)" in printout
    assert "1 노트북 2 2,450,000 4,900,000" in printout


def test_every_letter_on_paper_is_the_fonts_own_glyph(bought: Document) -> None:
    reader = PdfReader(BytesIO(printed(bought)))
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    shown = 0
    for each in fonts.values():
        font = each.get_object()
        below = font["/DescendantFonts"][0].get_object()
        embedded = TTFont(BytesIO(below["/FontDescriptor"]["/FontFile2"].get_data()))
        weight = "Bold" if "Bold" in font["/BaseFont"] else "Regular"
        whole = TTFont(fonts_folder() / f"Pretendard-{weight}.ttf")
        glyph_of = below["/CIDToGIDMap"].get_data()
        for code, letter in _letters(font["/ToUnicode"].get_data().decode()):
            glyph = int.from_bytes(glyph_of[2 * code : 2 * code + 2], "big")
            if letter in "\x00 ":
                continue
            shown += 1
            assert glyph != 0, letter
            mine = embedded["glyf"][embedded.getGlyphName(glyph)].getCoordinates(embedded["glyf"])[0]
            right = whole["glyf"][whole.getBestCmap()[ord(letter)]].getCoordinates(whole["glyf"])[0]
            assert len(mine) and list(mine) == list(right), letter
        assert len(embedded.getGlyphOrder()) < 400 < len(whole.getGlyphOrder())
    assert shown > 100


def _letters(mapping: str) -> Iterator[tuple[int, str]]:
    for line in mapping.splitlines():
        parts = line.split()
        if len(parts) == 2 and all(part.startswith("<") for part in parts) and parts != ["<0000>", "<FFFF>"]:
            yield int(parts[0].strip("<>"), 16), bytes.fromhex(parts[1].strip("<>")).decode("utf-16-be")


def test_the_same_document_gives_the_same_bytes_also_on_many_threads(bought: Document) -> None:
    other = drafted(serial(A2))
    with ThreadPoolExecutor(4) as threads:
        prints = list(threads.map(printed, [bought, other] * 4))

    assert len(set(prints)) == 2 and set(prints[::2]) == {printed(bought)}


def test_the_file_says_what_it_is(bought: Document) -> None:
    reader = PdfReader(BytesIO(printed(replace(bought, title="구매 (1/2) \\ {nb}"))))
    about = reader.metadata

    assert about is not None and reader.trailer["/Root"]["/Lang"] == "ko-KR"  # type: ignore[index]
    assert (about.title, about.author, about.subject) == ("구매 (1/2) \\ {nb}", "도기안", "지출 결의서")
    assert about.creation_date == later(50)
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([595.28, 841.89])


def test_an_open_paper_says_so_and_a_final_one_does_not(
    bought: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for document, badge in (
        (drafted(serial(A1)), {"임시"}),
        (on_way(serial(A1)), {"진행 중"}),
        (bought, set()),
    ):
        said = {word.text for word in words(drawn(document, monkeypatch))}
        assert said & {"임시", "진행 중", "완료", "무효"} == badge
        assert any("결재가 끝난 문서가 아닙니다" in each for each in said) is bool(badge)


@pytest.mark.parametrize(
    ("action", "who", "seal", "others"),
    [
        (Action.FINAL, A1, "전결", ["생략(전결)", "생략(전결)"]),
        (Action.EARLY, A3, "선결", ["후결 대기", "후결 대기"]),
        (Action.REJECT, A1, "반려", []),
        (Action.HOLD, A1, "보류", ["예정", "예정"]),
    ],
)
def test_each_way_to_decide_has_its_word(action: Action, who: Person, seal: str, others: list[str]) -> None:
    policy = FORMS["expense"].policy
    fields: Fields = {"amount": "800000"}
    document = sent(serial(A1, A2, A3), policy=policy, form_id="expense", fields=fields).document
    lines = text(did(document, who, action).document).split("\n")

    assert lines[lines.index(who.name) - 1] == seal
    assert sorted(line for line in lines if line in set(others)) == sorted(others)


def test_the_reason_of_a_refusal_stands_in_the_history() -> None:
    refused = did(on_way(serial(A1)), A1, Action.REJECT, comment="예산이 남지 않았습니다.").document

    assert "김팀장 반려 예산이 남지 않았습니다." in text(refused)


def test_a_handed_over_step_shows_both_names_and_a_system_move_its_actor() -> None:
    document = escalate(on_way(serial(A1, A2)), Act(None, later(2)), "s1", A3).document

    assert "시스템 이관 김팀장 → 박대표" in text(document)


def test_comments_and_attachments_are_listed(bought: Document) -> None:
    said = Comment(id="c1", author=5, author_name="최재무", text="세금계산서를 올려 주세요.", at=later(27))
    apart = unicodedata.normalize("NFD", "견적서.pdf")  # as a Mac names files
    printout = "\n".join(pages(printed(bought, [said], (apart, "비교표.xlsx"))))

    assert "붙임 1. 견적서.pdf\n2. 비교표.xlsx" in printout
    assert "2026. 11. 21. 15:00 최재무 세금계산서를 올려 주세요." in printout


def test_a_long_line_goes_on_in_further_bands() -> None:
    people = [Person(100 + n, f"결재자{n}", "과장") for n in range(20)]
    document = drafted(serial(*people))
    made = bands(document)

    assert [len(band.stamps) for band in made] == [ACROSS, ACROSS, 5]
    assert all(person.name in text(document) for person in people)


def test_sixty_steps_with_long_names_stay_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [Person(100 + n, "황보선우" * 12, "수석연구위원" * 9, 1, "본부" * 40) for n in range(60)]
    line = (Group(steps=tuple(Step(id=f"s{n}", role=_role(n), approver=p) for n, p in enumerate(people))),)
    document = replace(drafted(serial(A1)), groups=line)

    sheet = drawn(document, monkeypatch)

    assert len(list(steps_of(document.groups))) == 60 and len(sheet.pages) == 2
    _inside(sheet)


def _role(n: int) -> StepRole:
    return StepRole.APPROVE if n % 2 else StepRole.AGREE


def _inside(sheet: Sheet) -> None:
    for word in words(sheet):
        end = word.x + sheet.faces.wide(word.text, word.size, word.bold)
        assert word.x >= LEFT - 0.1 and end <= RIGHT + 0.1 and word.y <= BOTTOM + 0.1, word


def test_long_content_fills_pages_that_all_say_what_they_belong_to() -> None:
    document = replace(on_way(serial(A1)), content="가나다라마바사 아자차카타파하. " * 2_000)
    found = pages(printed(document))

    assert len(found) > 8
    for n, page in enumerate(found, 1):
        assert f"{n} / {len(found)}" in page and "기안 번호 12" in page and "노트북 구매" in page


def test_a_long_table_repeats_its_head_and_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"description": f"품목 {n} " + "설명 " * n, "quantity": 1, "price": str(n)} for n in range(1, 41)]
    document = replace(on_way(serial(A1)), form_id="expense", fields={"items": rows})
    found = pages(printed(document))

    with_rows = [page for page in found if "품목" in page]
    assert len(with_rows) > 1 and all("번호 적요 수량 단가 금액" in page for page in with_rows)
    sheet = drawn(document, monkeypatch)
    said = " ".join(word.text for word in words(sheet))
    assert all(f"{n} 품목 {n} 설명" in said for n in range(1, 41))
    _inside(sheet)


def test_a_row_that_is_taller_than_a_page_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"description": "끝없는 설명입니다 " * 700, "quantity": 1, "price": "1"}]
    document = replace(on_way(serial(A1)), form_id="expense", fields={"items": rows})

    sheet = drawn(document, monkeypatch)

    assert len(sheet.pages) > 2
    assert sum(word.text.count("없") for word in words(sheet)) == 700
    _inside(sheet)


def test_a_hostile_text_is_printed_and_nothing_else_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    someone = Person(1, HOSTILE, HOSTILE, 10, HOSTILE)
    document = replace(on_way(serial(A1)), title=HOSTILE, content=HOSTILE + "W" * 900, drafter=someone)
    document = replace(document, form_name=HOSTILE, fields={HOSTILE: HOSTILE, "표": [{HOSTILE: HOSTILE * 9}]})
    printout = text(document)

    assert "**굵게** {nb} <b>x</b> [a](http://b) \\( ) Tj ET endobj 가" in printout
    assert not set("\x00\x07\u202e\ufeff") & set(printout)
    _inside(drawn(document, monkeypatch))


def test_letters_that_the_font_lacks_are_boxes_and_the_paper_says_so(bought: Document) -> None:
    printout = text(replace(bought, content="大韓 🙂 끝"))

    assert "□□ □ 끝" in printout and "글꼴에 없는 글자" in printout
    assert "글꼴에 없는 글자" not in text(replace(bought, content="□ 해당 없음"))


def test_a_field_that_the_form_does_not_know_is_not_dropped(bought: Document) -> None:
    assert "oldField 남은 값" in text(replace(bought, fields={**bought.fields, "oldField": "남은 값"}))


def test_without_fonts_the_refusal_says_what_to_do(tmp_path: Path, bought: Document) -> None:
    (tmp_path / "Pretendard-Regular.ttf").write_bytes(b"no font")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Unavailable, match="글꼴"):
            render(
                bought,
                FORMS["expense"],
                (),
                (),
                printed_at=later(1),
                printed_by="",
                verification="",
                fonts=folder,
            )
