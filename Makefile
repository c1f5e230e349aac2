# make run    set everything up and serve the demo on http://127.0.0.1:8080
# make test   every test, the browser ones included
# make prove  the negotiator's properties on a million examples
# make check  style, types, import direction and the fast tests
.PHONY: run test prove check bench clean

run:
	@scripts/setup
	@exec .venv/bin/accord demo

test:
	@scripts/setup --dev
	@scripts/browser
	@scripts/test

prove:
	@scripts/setup --dev
	@scripts/prove

check:
	@scripts/setup --dev
	@scripts/check

bench:
	@scripts/setup --dev
	@.venv/bin/python bench/turn_latency.py
	@.venv/bin/python bench/negotiation.py

clean:
	rm -rf .venv .uv models .rasa .accord build
