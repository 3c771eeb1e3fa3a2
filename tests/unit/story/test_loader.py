from pathlib import Path

import pytest

from cli.story.loader import load_story, parse_story
from cli.story.places import StoryError

HEAD = "format: sanzhi.story/v1\ntitle: 试\nacts:\n"
ACT = '  - at: "2026-01-05 09:00"\n    as: people/a\n'
GET = "    call: sanzhi.registry.v1.RegistryService/GetGuide\n"
CREATE = "    call: sanzhi.registry.v1.RegistryService/PublishGuide\n"


def problems(text: str) -> list[str]:
    with pytest.raises(StoryError) as caught:
        parse_story(text, Path("s.yaml"))
    return [str(problem) for problem in caught.value.problems]


def test_examples_and_skeleton_are_valid() -> None:
    root = Path(__file__).parents[3]
    for file in [*sorted((root / "examples" / "stories").glob("*.yaml")), root / "cli" / "story" / "skeleton.yaml"]:
        assert load_story(file).acts


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("format: sanzhi.story/v2\n", 1, "sanzhi.story/v1"),
        ("- a\n", 1, "sanzhi.story/v1"),
        ("format: sanzhi.story/v1\nacts: []\n", 2, "至少要有一幕"),
        ("format: sanzhi.story/v1\ntitle: 试\nvalues: {a: '${b}'}\nacts:\n" + ACT + GET, 3, "不能引用"),
        ("format: sanzhi.story/v1\ntitle: 试\nact: []\n", 3, "是否想写 acts"),
        (HEAD + ACT + GET + "    wiht: {}\n", 7, "是否想写 with"),
        (HEAD + ACT + GET + "    service: registry\n", 7, "不写 service"),
        (HEAD + ACT + "    call: sanzhi.operations.v1.OperationsService/GetStatus\n", 6, "须写 service"),
        (HEAD + ACT + "    call: sanzhi.operations.v1.OperationsService/GetStatus\n    service: regstry\n", 7, "registry"),
        (HEAD + ACT + "    call: sanzhi.operations.v1.RehearsalService/ReleaseTimers\n    service: registry\n", 7, "演练时钟"),
        (HEAD + "  - as: people/a\n" + GET, 4, "缺少 at"),
        (HEAD + '  - at: "5.1.2026"\n    as: people/a\n' + GET, 4, "中国时间"),
        (HEAD + '  - at: "2026-01-05T09:00:00Z"\n    as: people/a\n' + GET, 4, "中国时间"),
        (HEAD + ACT + GET + '  - at: "2026-01-04 09:00"\n    as: people/a\n' + GET, 7, "早于上一幕"),
        (HEAD + '  - at: "2026-01-05 09:00"\n' + GET, 4, "缺少 as"),
        (HEAD + ACT, 4, "既没有 call"),
        (HEAD + ACT + "    call: sanzhi.registry.v1.RegistryService/GetGuid\n", 6, "GetGuide"),
        (HEAD + ACT + GET + "    with: {nam: guides/x}\n", 7, "GetGuideRequest 没有字段 nam"),
        (HEAD + ACT + GET + "    with: {name: 5}\n", 7, "应是文字"),
        (HEAD + ACT + GET + "    with: [a]\n", 7, "with 应是映射"),
        (HEAD + ACT + GET + "    save: Guide\n", 7, "小写"),
        (HEAD + ACT + GET + "    save: {state: stat}\n", 7, "Guide 没有字段 stat"),
        (HEAD + ACT + GET + '    with: {name: "${guide.name}"}\n', 7, "没有保存过"),
        (HEAD + ACT + GET + '    with: {name: "${guide"}\n', 7, "没有对应"),
        (HEAD + ACT + GET + '    with: {name: "${hash(x)}"}\n', 7, "没有函数 hash"),
        (HEAD + ACT + GET + '    with: {name: "${file:no.pdf}"}\n', 7, "没有文件 no.pdf"),
        (HEAD + ACT + GET + '    with: {name: "${key_id(li)}"}\n', 7, "people/"),
        (HEAD + ACT + GET + "    expect: {respons: {}}\n", 7, "是否想写 response"),
        (HEAD + ACT + GET + "    expect:\n      - {response: {state: DRAFT}, refused: {reason: X}}\n", 8, "恰好有一个"),
        (HEAD + ACT + GET + "    expect:\n      - response: {}\n", 8, "不能为空"),
        (HEAD + ACT + GET + "    expect:\n      - response: {stat: DRAFT}\n", 8, "没有字段 stat"),
        (HEAD + ACT + GET + "    expect:\n      - response: {state: DRAFTED}\n", 8, "不会是 DRAFTED"),
        (HEAD + ACT + GET + "    expect:\n      - response: {factors: {$cuont: 1}}\n", 8, "$count"),
        (HEAD + ACT + GET + "    expect:\n      - response: {factors.id: x}\n", 8, "列表"),
        (HEAD + ACT + GET + "    expect:\n      - refused: {code: NOT_FOUND}\n", 8, "reason 或 rule"),
        (HEAD + ACT + GET + "    expect:\n      - refused: {rule: ''}\n", 8, "reason 或 rule"),
        (HEAD + ACT + GET + "    expect:\n      - refused: {reason: X, rule: 2.5}\n", 8, '"2.5"'),
        (HEAD + ACT + GET + "    expect:\n      - refused: {reason: X, code: OOPS}\n", 8, "没有错误码"),
        (HEAD + ACT + GET + "    expect:\n      - refused: {reason: X}\n      - refused: {reason: Z}\n", 7, "一个结果"),
        (HEAD + ACT + GET + "    save: guide\n    expect:\n      - refused: {reason: X}\n", 7, "没有可保存"),
        (HEAD + ACT + GET + "    expect:\n      - fact: project.approved\n", 8, "不是事实类型"),
        (HEAD + ACT + GET + "    expect:\n      - {fact: sanzhi.a.b.c.v1, count: -1}\n", 8, "非负整数"),
        (HEAD + ACT + GET + "    expect:\n      - {fact: sanzhi.a.b.c.v1, envelope: {actr: x}}\n", 8, "是否想写 actor"),
        (HEAD + ACT + GET + "    expect:\n      - {deadline: projects/x/n1, match: {state: MET}}\n", 8, "不是期限名称"),
        (HEAD + ACT + GET + "    expect:\n      - {get: sanzhi.registry.v1.RegistryService/GetGuide}\n", 8, "match 或 refused"),
        (HEAD + ACT + GET + '    expect:\n      - {value: "${x}"}\n', 8, "缺少 is"),
        (
            HEAD + '  - at: "2026-01-05 09:00"\n    expect:\n      - {deadline: projects/x/deadlines/n1, match: {state: MET}}\n',
            6,
            "缺少 as",
        ),
        (HEAD + '  - at: "2026-01-05 09:00"\n    with: {}\n    expect: {fact: sanzhi.a.b.c.v1}\n', 5, "不能有 with"),
    ],
)
def test_a_mistake_is_found_before_playing_with_its_line(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert any(problem.startswith(f"s.yaml:{line}: ") and words in problem for problem in found), found


def test_all_mistakes_are_told_at_once() -> None:
    found = problems(HEAD + ACT + GET + "    with: {nam: x}\n    expect:\n      - response: {stat: x}\n")
    assert len(found) == 2


def test_requests_may_have_either_spelling_and_references() -> None:
    text = HEAD + ACT + CREATE + "    with: {name: guides/g}\n    save: guide\n"
    text += '  - as: people/a\n    call: sanzhi.registry.v1.RegistryService/CreateGuide\n    with: {guideId: "${guide.title}-2"}\n'
    story = parse_story(text, Path("s.yaml"))
    assert story.acts[1].at == story.acts[0].at
