"""Where code, tests and proto files cite a rule."""

from textwrap import dedent

from cli.law.citations import Citation, in_code, in_proto, in_tests


def _found(citations: set[Citation]) -> set[tuple[str, int, str]]:
    return {(each.rule, each.line, each.symbol) for each in citations}


def test_comments_docstrings_and_values_count_with_their_symbol() -> None:
    source = dedent('''
        """Deadlines (4.5)."""
        VERSION = "4.2"
        LIMIT = 1.7


        class Deadline:
            """Set, warned of, met."""

            rule: str = "1.6,1.7"

            def warn(self):
                """Say that it comes near, rule 4.5."""
                # 4.3
                return Warned(rule="4.1" if self.early else "4.2", text="rule 3.4")

        async def refuse():
            return {"rule": "3.4", "reason": "4.4"}

        STARTED = ("ALREADY_STARTED", "6.2", "综合评价已经开始")

        def end(reason):
            demand_reason(reason, "1.9", Decimal("1.5"))
    ''')
    assert _found(in_code("a.py", source)) == {
        ("4.5", 2, ""),
        ("1.6", 10, "Deadline"),
        ("1.7", 10, "Deadline"),
        ("4.5", 13, "Deadline.warn"),
        ("4.3", 14, "Deadline.warn"),
        ("4.1", 15, "Deadline.warn"),
        ("4.2", 15, "Deadline.warn"),
        ("3.4", 18, "refuse"),
        ("6.2", 20, ""),
        ("1.9", 23, "end"),
    }


def test_a_place_that_cites_twice_counts_once() -> None:
    source = "def f():\n    # 4.2\n    x = 1\n    # 4.2\n    return x\n"
    assert _found(in_code("a.py", source)) == {("4.2", 2, "f")}


def test_tests_count_by_their_marks_alone() -> None:
    source = dedent('''
        """Rule 4.5 in prose is no test of it."""
        pytestmark = [pytest.mark.rule("9.1")]

        @pytest.mark.rule("4.1", "4.2")
        def test_plain(): ...

        class TestMore:
            @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("3.4"))])
            async def test_parameter(self, x):
                assert x  # 7.1
    ''')
    assert {(each.rule, each.symbol) for each in in_tests("t.py", source)} == {
        ("9.1", ""),
        ("4.1", "test_plain"),
        ("4.2", "test_plain"),
        ("3.4", "TestMore.test_parameter"),
    }


def test_a_proto_counts_the_rules_of_an_rpcs_access_option() -> None:
    source = dedent("""
        service MilestonesService {
          // rules: ["9.9"] stands only in this comment
          rpc SubmitMaterials(SubmitMaterialsRequest) returns (Node) {
            option (sanzhi.access.v1.access) = {
              roles: [ROLE_UNDERTAKING_UNIT]
              rules: ["4.1", "4.4"]
            };
          }
          rpc ReviewNode(ReviewNodeRequest) returns (Node) {
            option (sanzhi.access.v1.access) = { roles: [ROLE_LEAD], rules: "4.2" };
          }
        }
    """)
    assert _found(in_proto("a.proto", source)) == {
        ("4.1", 7, "SubmitMaterials"),
        ("4.4", 7, "SubmitMaterials"),
        ("4.2", 11, "ReviewNode"),
    }
