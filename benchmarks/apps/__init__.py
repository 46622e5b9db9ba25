"""The pages ours is compared with, each started by `streamlit run`."""
