"""genericity classify: verdicts with their proofs, the check of these proofs, and what is refused."""

import copy
import json
import subprocess
from fractions import Fraction

import program
from program import DONE, INPUT, ProgramTest

FAULT_FOUND = 5
TRIPLES = "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"
# One pattern for each kind of proof: types, pattern, verdict, proof, for all type counts.
KINDS = [
    ("2,2,2", "{1,2}", "never", "G", True),
    ("2,2,2,2,2", "{1,2,3},{1,2,4},{1,2,5},{3,4,5}", "never", "G", True),
    ("1,2,2", "{2,3}", "never", "known_types", False),
    ("2,3,2,2", "{1,2},{1,3},{1,4}", "almost_always", "L", True),
    ("2,2,2,2,2", "size<=2", "almost_always", "LR", False),
    ("2,2,2,2,2", TRIPLES, "between", "witnesses", False),
]
# Numbers that proofs stand on, by the key that they have.
LOAD_BEARING = {"factor", "weight", "rank", "prime", "about", "agent"}


def numbers_in(value, path=()):
    """Paths of the numbers in a certificate that no other number may stand for."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key in LOAD_BEARING:
                yield (*path, key)
            elif key == "psi":
                yield (*path, key, 0, 0)
                yield (*path, key, -1, -1)
            else:
                yield from numbers_in(entry, (*path, key))
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from numbers_in(entry, (*path, place))


def with_next_number(document, path):
    """A copy in which the number at the path is one more."""
    changed = copy.deepcopy(document)
    place = changed
    for key in path[:-1]:
        place = place[key]
    number = place[path[-1]]
    place[path[-1]] = str(Fraction(number) + 1) if isinstance(number, str) else number + 1
    return changed


class ClassifyTest(ProgramTest):
    def run_program(self, *arguments):
        return self.call(*arguments, stdout=subprocess.PIPE, text=True)

    def classify(self, types, pattern):
        return json.loads(self.run_well("classify", "--types", types, "--pattern", pattern, "--json"))

    def check(self, *documents, text=None):
        text = text if text is not None else "".join(json.dumps(document) + "\n" for document in documents)
        return self.run_program("classify", "--check", str(self.write("claims.json", text)))

    def test_each_kind_of_proof_is_made_and_accepted(self):
        documents = []
        for types, pattern, verdict, proof, everywhere in KINDS:
            with self.subTest(types=types, pattern=pattern):
                document = self.classify(types, pattern)
                documents.append(document)
                self.assertEqual(document["types"], [int(count) for count in types.split(",")])
                self.assertEqual((document["verdict"], document["proof"]), (verdict, proof))
                self.assertEqual(document["certificate"]["kind"], proof)
                self.assertIs(document["all_type_counts"], everywhere)
                self.assertTrue(document["reason"])
        for text in (None, json.dumps(documents), json.dumps(documents[0], indent=2)):
            done = self.check(*documents, text=text)
            self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)
            self.assertNotIn("refused", done.stdout)
            self.assertEqual(len(done.stdout.splitlines()), 1 if text and text[0] == "{" else len(KINDS))

    def test_a_proof_with_one_number_changed_is_refused(self):
        for types, pattern, verdict, proof, _ in KINDS:
            document = self.classify(types, pattern)
            paths = list(numbers_in(document["certificate"], ("certificate",)))
            if proof != "known_types":
                self.assertTrue(paths, proof)
            # Of hundreds of deviations or scores a few are enough.
            for path in paths[: 6] + paths[6 :: max(1, len(paths) // 20)] + paths[-4:]:
                done = self.check(with_next_number(document, path))
                with self.subTest(proof=proof, path=path):
                    self.assertIn(done.returncode, (FAULT_FOUND, INPUT), done.stdout + done.stderr)
                    self.assertEqual(done.returncode == FAULT_FOUND, "refused" in done.stdout)

    def test_a_claim_that_goes_beyond_its_proof_is_refused(self):
        document = self.classify("2,2,2,2,2", "size<=2")
        for key, value, words in (("verdict", "never", "another verdict"),
                                  ("all_type_counts", True, "these type counts only"),
                                  ("proof", "L", "is called L"),
                                  ("pattern", "{1,2,3},{1,2},{1,3},{2,3}", "does not pass")):
            done = self.check({**document, key: value})
            with self.subTest(key=key):
                self.assertEqual(done.returncode, FAULT_FOUND, done.stderr)
                self.assertIn(words, done.stdout)
        # On type counts of one's own the ranks are others.
        done = self.check({**document, "types": [3, 2, 2, 2, 2]})
        self.assertEqual(done.returncode, INPUT)
        self.assertIn("expected 48 weights", done.stderr)

    def test_a_proof_by_another_pattern(self):
        larger = self.classify("2,2,2,2", "{1,2},{1,3},{1,4}")
        inherited = {**larger, "pattern": "{1,2},{1,4}", "proof": "inherited",
                     "certificate": {"kind": "inherited", "pattern": larger["pattern"],
                                     "certificate": larger["certificate"]}}
        self.assertEqual(self.check(inherited).returncode, DONE)
        # A pattern that the other one does not contain inherits nothing.
        self.assertEqual(self.check({**inherited, "pattern": "{1,2},{2,3}"}).returncode, FAULT_FOUND)

    def test_all_patterns_of_four_agents(self):
        done = self.run_program("classify", "--types", "2,3,2,2", "--all", "--json")
        self.assertEqual(done.returncode, DONE, done.stderr)
        documents = json.loads(done.stdout)
        # Pairs of complementary pairs: none or one of each of three, up to relabelling agents 1, 3 and 4.
        self.assertTrue(all(entry["proof"] == "L" and entry["all_type_counts"] for entry in documents))
        self.assertEqual(self.check(text=done.stdout).returncode, DONE)
        table = self.run_program("classify", "--types", "2,3,2,2", "--all")
        self.assertIn(f"{len(documents)} almost_always by L", table.stdout)
        listed = self.run_program("patterns", "--types", "2,3,2,2", "--list", "all-noncomplementary",
                                  "--format", "json")
        rows = {row["pattern"]: row for row in json.loads(listed.stdout)}
        self.assertEqual({entry["pattern"]: (entry["verdict"], entry["reason"]) for entry in documents},
                         {name: (row["ci"], row["why"]) for name, row in rows.items()})

    def test_transfers_in_words(self):
        done = self.run_program("classify", "--types", "2,2,2", "--pattern", "minimal")
        self.assertEqual(done.returncode, DONE)
        self.assertIn("CI holds at almost every prior, for all type counts", done.stdout)
        self.assertIn("ψ_3 = ", done.stdout)
        self.assertIn("codimension 3", done.stdout)

    def test_wrong_input_is_one_message(self):
        good = self.classify("2,2,2", "minimal")
        lines = {
            "": "it is empty",
            "{": "claims.json:1: this is not JSON",
            json.dumps(good) + "\n{\n": "claims.json:2: this is not JSON",
            json.dumps(good, indent=1)[:-30]: "this is not JSON",
            json.dumps({**good, "verdict": "almost always"}): "verdict: expected never, almost_always, between or open",
            json.dumps({**good, "types": [2, 0, 2]}): "types[1]: expected a whole number from 1",
            json.dumps({**good, "types": [1, 1, 1]}): "no agent has two types or more",
            json.dumps({**good, "pattern": "{1,9}"}): "names agent 9",
            json.dumps({**good, "certificate": {**good["certificate"], "kind": "l"}}): "did you mean 'L'",
            json.dumps({**good, "certificate": {"kind": "L"}}): "certificate.levels: expected, and missing",
            json.dumps({key: good[key] for key in good if key != "chance"}): "chance: expected, and missing",
            "[3]": "expected an object",
        }
        for text, words in lines.items():
            with self.subTest(words=words):
                done = self.check(text=text)
                self.assertEqual(done.returncode, INPUT, done.stdout)
                self.assertIn(words, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1)
        for arguments, words in (
                (("--types", "2,2,2,2,2,2,2,2,2", "--pattern", "minimal"), "at most 8"),
                (("--types", "2,2", "--pattern", "{1,7}"), "--pattern: "),
                (("--types", "2,2"), "one of --pattern and --all"),
                (("--types", "2,2,2,2,2,2", "--all"), "--all: "),
                (("--types", "64,64,2", "--pattern", "minimal"), "at most 4096"),
                (("--pattern", "minimal"), "--types is needed")):
            with self.subTest(arguments=arguments):
                done = self.run_program("classify", *arguments)
                self.assertEqual(done.returncode, INPUT)
                self.assertIn(words, done.stderr)
                self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    program.main()
