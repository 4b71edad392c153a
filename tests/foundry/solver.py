# SPDX-License-Identifier: Apache-2.0
"""Stands in for the solver of halmos, for proofs about divisions.

Runs in halmos' environment: `python solver.py QUERY.smt2`. halmos asks twice: first with products
and quotients as functions of which nothing is known, then with what they are. First, yices is told
in addition what zero and one times a number are, as Vyper picks the smaller of two numbers by such
a product. Then cvc5 takes words of bits as whole numbers: a division by an unknown number is out of
reach as a circuit of 256 bits, but not as q * d <= n < (q + 1) * d.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

import cvc5

WORD = "(_ BitVec 256)"
UNKNOWN = f"(declare-fun f_evm_bvmul_256 ({WORD} {WORD}) {WORD})"
# The name begins as those of halmos, which knows by it that a counterexample need not be one.
KNOWN = f"""(declare-fun f_evm_product ({WORD} {WORD}) {WORD})
(define-fun f_evm_bvmul_256 ((x {WORD}) (y {WORD})) {WORD}
  (ite (= x (_ bv0 256)) (_ bv0 256) (ite (= x (_ bv1 256)) y (f_evm_product x y))))"""
OPTIONS = {"solve-bv-as-int": "sum", "nl-ext-tplanes": "true", "produce-models": "true"}


def as_functions(path: Path) -> NoReturn:
    """Become yices, with a query about unknown products, in the folder that halmos clears."""
    told = path.with_suffix(".told.smt2")
    told.write_text(path.read_text().replace(UNKNOWN, KNOWN))
    yices = Path(sys.executable).with_name("yices-smt2")
    os.execv(yices, [yices, told])


def as_integers(path: Path) -> None:
    """Let cvc5 answer each command of a query about whole numbers."""
    solver = cvc5.Solver(cvc5.TermManager())
    for name, choice in OPTIONS.items():
        solver.setOption(name, choice)
    parser = cvc5.InputParser(solver)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, str(path))
    while not (command := parser.nextCommand()).isNull():
        print(command.invoke(solver, parser.getSymbolManager()), end="", flush=True)


if __name__ == "__main__":
    query = Path(sys.argv[1])
    if "(declare-fun f_evm_" in query.read_text():
        as_functions(query)
    else:
        as_integers(query)
