"""The process a visitor's file is worked on in; see `work`."""

from map_app.own.work import main

main()
