# 闭环：make demo 看演示，make test 检查，make bench 测速度（PART=list 只测一部分），make soak 久跑，make docs 查文档，make clean 清理，make lock 更新依赖锁。
# 可以改的：PORT=端口 BIHUAN_HOME=数据目录 PYTHON=解释器
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := demo
.PHONY: demo test bench soak docs clean lock assets environment wheel

PORT ?= 8000
export PORT
export PYTHONUTF8 := 1
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv/bin
WORKERS ?= 2
KILLS ?= 100
ORDERS ?= 400
SEED ?= 1
PART ?=

demo: .venv/.runtime assets
	@exec $(VENV)/python -m bihuan demo

test: .venv/.test assets
	@echo "· 检查代码（ruff、mypy）……"
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@echo "· 运行测试（真实的 PostgreSQL 和浏览器）……"
	@$(VENV)/python -m pytest -n $(WORKERS) --dist loadfile -q

bench: .venv/.test assets
	@$(VENV)/python -m bench.run $(PART)

soak: .venv/.test assets
	@echo "· 县里照常办事，其间杀进程 $(KILLS) 次（KILLS=次数 SEED=种子）……"
	@BIHUAN_KILLS=$(KILLS) BIHUAN_SEED=$(SEED) $(VENV)/python -m pytest -q -s tests/web/kill/test_county.py
	@echo "· 谁都可以按任意顺序办，试 $(ORDERS) 种顺序（ORDERS=几种 SEED=种子）……"
	@BIHUAN_ANY_ORDER=$(ORDERS) $(VENV)/python -m pytest -q --hypothesis-seed=$(SEED) tests/web/problems/any_order

docs: .venv/.test assets
	@$(VENV)/python -m tools.docs
	@$(VENV)/python -m pytest -q tests/project tests/plans -k docs

wheel: .venv/.test assets
	@rm -rf build && $(VENV)/python -m build --wheel --no-isolation

lock: .venv/.test
	@$(VENV)/python -m tools.lock

clean:
	@rm -rf .venv node_modules build dist src/*.egg-info src/bihuan/web/ui/static/vendor \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis
	@rm -rf bench/pages/node_modules
	@find src -path '*/static/*.gz' -delete
	@find src tests tools bench -name __pycache__ -prune -exec rm -rf {} +
	@echo "· 已清理环境和生成的文件；数据目录 $${BIHUAN_HOME:-var} 没有动，不要了请自行删除。"

assets: .venv/.runtime
	@$(VENV)/python -m tools.assets

environment: .venv/.test

.venv/.runtime: requirements.txt tools/environment.py
	@$(if $(PYTHON),,echo "没有找到 Python 3.11 以上。请先安装，再运行 make。"; exit 1;) \
		$(PYTHON) tools/environment.py
	@touch $@

.venv/.test: requirements.txt requirements-dev.txt tools/environment.py
	@$(if $(PYTHON),,echo "没有找到 Python 3.11 以上。请先安装，再运行 make。"; exit 1;) \
		$(PYTHON) tools/environment.py --test
	@touch $@ .venv/.runtime
