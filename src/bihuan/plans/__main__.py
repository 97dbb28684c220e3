"""`python -m bihuan.plans parse FILE` until the whole command line exists."""

from bihuan.plans.command import plan

if __name__ == "__main__":
    plan()
