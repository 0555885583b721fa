"""Long text cut short, as Django does it."""

from django.template import defaultfilters
from hypothesis import example, given
from hypothesis import strategies as st

from web.words import truncatechars


@given(text=st.text() | st.text(alphabet="ab \u0301é\n<…"), most=st.integers(1, 30))
@example(text="e\u0301" * 4, most=5)
@example(text="abcde", most=5)
@example(text="abcdef", most=5)
@example(text="abc", most=1)
def test_text_is_cut_where_django_cuts_it(text: str, most: int) -> None:
    assert truncatechars(text, most) == defaultfilters.truncatechars(text, most)
