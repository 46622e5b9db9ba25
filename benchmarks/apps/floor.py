"""The floor: the least a Streamlit page can do, a button and a text that answers it."""

import streamlit as st

count = st.session_state.setdefault("count", 0)


def add() -> None:
    st.session_state["count"] += 1


st.set_page_config(page_title="Floor", layout="wide")
st.button("Count", on_click=add)
st.text(f"Clicks: {st.session_state['count']}")
