# Every target is a command of tools/__main__.py; ARGS hands it options: make up ARGS="--port 9000"
.PHONY: up test check web bench screens sbom lock clean
.DEFAULT_GOAL := up

up test check web bench screens sbom lock clean:
	@python=$$(sh tools/python.sh) && exec "$$python" -B -m tools $@ $(ARGS)
