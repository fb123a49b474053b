"""Runs a composite action as GitHub's runner does, for tests.

composite.py ACTION.yml FOLDER SCRATCH [INPUT=VALUE...]
    runs the `run` steps in FOLDER; SCRATCH gets the files `outputs` and `summary`. A step that
    `uses` another action is not run. The exit status is that of the first step that failed.
composite.py --pipeline FILE FOLDER SCRATCH [NAME=VALUE...]
    runs every script of a workflow of GitHub or of .gitlab-ci.yml, job by job, in FOLDER; the names
    are secrets, or variables. The exit status is that of the first script that failed.
composite.py --scripts ACTION.yml FOLDER
    writes each script into FOLDER; status 1 when one holds an expression.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def steps_of(path):
    with open(path, encoding="utf-8") as file:
        action = yaml.safe_load(file)
    return action, action["runs"]["steps"]


def write_scripts(path, folder):
    os.makedirs(folder, exist_ok=True)
    status = 0
    for number, step in enumerate(steps_of(path)[1]):
        script = step.get("run")
        if script is None:
            continue
        if EXPRESSION.search(script):
            print(f"step {number} has an expression in its script")
            status = 1
        with open(f"{folder}/{number}.sh", "w", encoding="utf-8") as file:
            file.write(script)
    return status


def parsed_files(path):
    """Name=value lines of GITHUB_OUTPUT; the last one counts, as on the runner."""
    values = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, equals, value = line.rstrip("\n").partition("=")
            if not equals:
                raise SystemExit(f"not NAME=VALUE in the outputs: {line!r}")
            values[name] = value
    return values


class Runner:
    def __init__(self, action, inputs):
        self.values = {f"inputs.{name}": self.default(row) for name, row in action["inputs"].items()}
        for name, value in inputs.items():
            if f"inputs.{name}" not in self.values:
                raise SystemExit(f"no such input: {name}")
            self.values[f"inputs.{name}"] = value

    @staticmethod
    def default(row):
        # An event without a pull request: its base is empty.
        return EXPRESSION.sub("", str(row.get("default", "")))

    def expand(self, text):
        return EXPRESSION.sub(lambda match: self.values.get(match[1], ""), str(text))

    def holds(self, condition, has_failed):
        """`always()`, comparisons with a text, joined by &&."""
        terms = [term.strip() for term in condition.split("&&")] if condition else []
        if "always()" not in terms and has_failed:
            return False
        for term in terms:
            if term == "always()":
                continue
            match = re.fullmatch(r"([\w.-]+) (==|!=) '([^']*)'", term)
            if match is None:
                raise SystemExit(f"a condition that is not understood: {term}")
            is_equal = self.values.get(match[1], "") == match[3]
            if is_equal != (match[2] == "=="):
                return False
        return True


def run(path, folder, scratch, inputs):
    action, steps = steps_of(path)
    shutil.rmtree(scratch, ignore_errors=True)
    temporary = f"{scratch}/temp dir"
    os.makedirs(temporary)
    runner = Runner(action, inputs)
    failed = 0
    outputs = f"{scratch}/outputs"
    summary = f"{scratch}/summary"
    open(outputs, "w").close()
    open(summary, "w").close()
    for number, step in enumerate(steps):
        if not runner.holds(step.get("if"), failed != 0) or "uses" in step:
            continue
        if step["shell"] != "bash":
            raise SystemExit("a step without shell: bash")
        with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as script:
            script.write(step["run"])
        own = f"{scratch}/output-{number}"
        open(own, "w").close()
        environment = dict(os.environ)
        environment.update({name: runner.expand(text) for name, text in step.get("env", {}).items()})
        environment.update(GITHUB_OUTPUT=own, GITHUB_STEP_SUMMARY=summary, RUNNER_TEMP=temporary)
        # As the runner calls `shell: bash`.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script.name],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False)
        os.unlink(script.name)
        for name, value in parsed_files(own).items():
            runner.values[f"steps.{step.get('id')}.outputs.{name}"] = value
            with open(outputs, "a", encoding="utf-8") as file:
                file.write(f"{name}={value}\n")
        failed = failed or done.returncode
    for name, row in action["outputs"].items():
        match = EXPRESSION.fullmatch(row["value"])
        if match is None or not match[1].startswith("steps."):
            raise SystemExit(f"output {name} comes from nowhere")
    return failed


def scripts_of(pipeline):
    """Job by job: shell words, script, variables with expressions."""
    for job in pipeline.get("jobs", {}).values():
        for step in job["steps"]:
            if "run" in step:
                yield ["bash", "-e"], step["run"], step.get("env", {})
            elif "uses" not in step:
                raise SystemExit("a step that does nothing")
    for name, job in pipeline.items():
        if isinstance(job, dict) and "script" in job:
            if job["stage"] not in pipeline["stages"]:
                raise SystemExit(f"the job {name} has no stage")
            yield ["sh", "-e"], "\n".join(job["script"]), {}


def run_pipeline(path, folder, scratch, given):
    with open(path, encoding="utf-8") as file:
        pipeline = yaml.safe_load(file)
    os.makedirs(scratch, exist_ok=True)
    for shell, script, variables in scripts_of(pipeline):
        if EXPRESSION.search(script):
            raise SystemExit("an expression in a script")
        environment = dict(os.environ, RUNNER_TEMP=scratch, **given)
        for name, text in variables.items():
            secret = lambda match: given.get(match[1].removeprefix("secrets."), "")
            environment[name] = EXPRESSION.sub(secret, text)
        done = subprocess.run([*shell, "-c", script], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "--pipeline":
        sys.exit(run_pipeline(sys.argv[2], sys.argv[3], sys.argv[4],
                              dict(argument.split("=", 1) for argument in sys.argv[5:])))
    if sys.argv[1] == "--scripts":
        sys.exit(write_scripts(sys.argv[2], sys.argv[3]))
    given = dict(argument.split("=", 1) for argument in sys.argv[4:])
    sys.exit(run(sys.argv[1], sys.argv[2], sys.argv[3], given))
