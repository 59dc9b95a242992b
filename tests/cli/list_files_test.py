"""Lists of priors in all formats: what a study and `check` make of them, and what they refuse."""

import hashlib
import json
import struct

import h5py
import numpy as np

import program
from program import INPUT, IO, ProgramTest

STUDY = """format = 1
seed = 1
conditions = ["ci", "cbdp", "bdp", "convex_independence", "identifiability", "ci_ir", "ci_cr"]
[[ensemble]]
types = [2, 2]
prior = { family = "file", file = "%s" }
patterns = ["minimal"]
[record]
margins = "all"
"""
# At the first both posteriors of each agent are equal, as decimals, and as the doubles nearest to them are not.
DECIMALS = "rho,w11,w12,w21,w22\n0.1,0.1,0.2,0.3,0.6\n1/3,0.1,0.2,0.3,0.7\n-5,1,1,1,1.00000000000000000000001\n"


class ListFilesTest(ProgramTest):
    def checked(self, *arguments):
        return json.loads(self.run_well("check", *arguments, "--json"))

    def study(self, name):
        self.write("s.toml", STUDY % name)
        return "s.toml"

    def test_a_table_is_exact(self):
        self.write("l.csv", DECIMALS)
        found = self.checked("l.csv", "--types", "2x2")
        self.assertEqual((found["types"], found["pattern"]), ([2, 2], "minimal"))
        self.assertEqual([prior["number"] for prior in found["priors"]], [1, 2, 3])
        self.assertEqual([prior["coordinates"] for prior in found["priors"]], [{"rho": 0.1}, {"rho": 1 / 3}, {"rho": -5.0}])
        self.assertEqual([prior["conditions"]["cbdp"]["verdict"] for prior in found["priors"]], ["fails", "holds", "holds"])
        # Each is decided as the structure is by itself.
        for line, prior in zip(DECIMALS.splitlines()[1:], found["priors"]):
            self.write("one.toml", "types = [2, 2]\nprior = [%s]\n" % line.split(",", 1)[1])
            alone = self.checked("one.toml")["conditions"]
            self.assertEqual({key: entry["verdict"] for key, entry in alone.items()},
                             {key: entry["verdict"] for key, entry in prior["conditions"].items()})
            self.assertEqual(alone["cbdp"]["margin"], prior["conditions"]["cbdp"]["margin"])
            self.assertTrue(all(entry["certified"] for entry in prior["conditions"].values()))
        # So it is in a study, which says in the law's name that doubles do not hold it.
        self.run_well("run", self.study("l.csv"), "-q", "-o", "r.h5")
        with h5py.File(self.folder / "r.h5") as file:
            self.assertIn("weights=rational", file["results/prior"].asstr()[0])
            samples = file["samples"]
            names = [prior["conditions"][key] for prior in found["priors"] for key in prior["conditions"]]
            self.assertEqual([["holds", "fails", "undecided"][v] for v in samples["verdict"][:]], [one["verdict"] for one in names])
            np.testing.assert_array_equal(samples["rho"][:7], 0.1)
        self.run_well("verify", "r.h5", "--recount")

    def test_the_table_for_people(self):
        self.write("l.toml", 'name = "Two"\ntypes = [2, 2, 2]\npattern = "{1,2}"\nrho = [0, 0.5]\n'
                   "prior = [[1, 1, 1, 1, 1, 1, 1, 1], [4, 1, 1, 2, 1, 2, 2, 5]]\n")
        lines = self.run_well("check", "l.toml").splitlines()
        self.assertEqual(lines[:3], ["Two", "types 2x2x2, coalitions {1},{2},{3},{1,2}, 2 priors", ""])
        self.assertEqual(lines[3].split(), "prior rho ci cbdp bdp convex_independence identifiability ci_ir ci_cr "
                         "margin of ci margin of cbdp".split())
        self.write("one.toml", 'types = [2, 2, 2]\npattern = "{1,2}"\nprior = [1, 1, 1, 1, 1, 1, 1, 1]\n')
        alone = [entry["verdict"] for entry in self.checked("one.toml")["conditions"].values()]
        self.assertEqual(alone[:3], ["fails"] * 3)
        self.assertEqual(lines[4].split(), ["1", "0", *alone, "0", "0"])
        self.assertEqual(len(lines), 6)
        second = self.checked("l.toml", "--pattern", "minimal")["priors"][1]["conditions"]
        shown = self.run_well("check", "l.toml", "--pattern", "minimal").splitlines()[5].split()
        self.assertEqual(shown[:9], ["2", "0.5"] + [entry["verdict"] for entry in second.values()])
        self.assertAlmostEqual(float(shown[9]), second["ci"]["margin"], places=4)
        # CI fails at every prior where complementary coalitions may form.
        found = self.checked("l.toml", "--pattern", "{1,2},{3}")
        self.assertEqual([prior["conditions"]["ci"]["verdict"] for prior in found["priors"]], ["fails", "fails"])

    def test_one_structure_is_what_it_was(self):
        self.write("one.toml", "types = [2, 2]\nprior = [0.1, 0.2, 0.3, 0.6]\n")
        self.write("list.toml", "types = [2, 2]\nprior = [[0.1, 0.2, 0.3, 0.6]]\n")
        self.assertIn("reason", self.run_well("check", "one.toml"))
        self.assertNotIn("reason", self.run_well("check", "list.toml"))
        self.assertIn("certificate", self.checked("one.toml", "--certificate")["conditions"]["ci"])
        for name, file in (("one", "one.toml"), ("list", "list.toml")):
            self.run_well("run", self.study(file), "-q", "-o", f"{name}.h5")
        digests = []
        for name in ("one", "list"):
            with h5py.File(self.folder / f"{name}.h5") as file:
                digests.append(file["results/prior"].asstr()[0].split("digest=")[1])
        self.assertEqual(digests[0], digests[1])

    def test_the_digest_of_doubles(self):
        weights = np.arange(1, 13, dtype=float).reshape(3, 4) / 7
        rho = np.array([0.5, 1, 2])
        with h5py.File(self.folder / "l.h5", "w") as file:
            file["types"], file["prior"], file["rho"] = [2, 2], weights, rho
        np.save(self.folder / "l.npy", weights)
        plain = struct.pack("<2Q", 2, 2) + weights.astype("<f8").tobytes()
        for name, data in (("l.h5", plain + b"rho" + rho.astype("<f8").tobytes()), ("l.npy", plain)):
            self.run_well("run", self.study(name), "-q", "-o", "r.h5")
            with h5py.File(self.folder / "r.h5") as file:
                self.assertEqual(file["results/prior"].asstr()[0], f"file(file={name},digest={hashlib.sha256(data).hexdigest()[:16]})")
            (self.folder / "r.h5").unlink()

    def test_arrays_of_numpy(self):
        weights = np.arange(1, 19).reshape(3, 6)
        wanted = None
        for number, array in enumerate((weights, weights.reshape(3, 2, 3), weights.astype(">f4"), np.asfortranarray(weights),
                                        np.asfortranarray(weights.reshape(3, 2, 3)), weights.astype("u1"), weights.astype("f2"))):
            np.save(self.folder / "l.npy", array)
            found = self.checked("l.npy", "--types", "2x3")["priors"]
            wanted = wanted or found
            self.assertEqual(found, wanted, number)
            if array.ndim == 3:
                self.assertEqual(self.checked("l.npy")["types"], [2, 3])

    def test_laws_around_a_table(self):
        self.write("l.csv", DECIMALS)
        self.write("s.toml", (STUDY % "l.csv").replace('{ family = "file", file = "l.csv" }',
                                                       '{ family = "perturbed", file = "l.csv", epsilon = 0.5 }') + "[stop]\nsamples = 9\n")
        done = self.call("run", "s.toml", "-o", "r.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"the weights in l.csv have more digits than doubles", done.stderr)

    def test_refusals(self):
        np.save(self.folder / "turned.npy", np.ones((4, 7)))
        np.savez(self.folder / "l.npz", np.ones((7, 4)))
        np.save(self.folder / "complex.npy", np.ones((7, 4), dtype=complex))
        self.write("l.csv", "a,b,c,d\n1,2,3,4\n1,0,3,4\n")
        self.write("good.csv", "a,b,c,d\n1,2,3,4\n")
        self.write("l.toml", "types = [2, 3]\nprior = [[1, 1, 1, 1, 1, 1]]\n")
        self.write("small.csv", "a,b,c,d\n1,2,3,4\n1,1e-320,1,1\n")
        self.write("words", "some words\n")
        for name, says in (("turned.npy", "which looks transposed"), ("l.npz", "a zip archive"), ("complex.npy", "the type '<c16'"),
                           ("l.csv", "l.csv:3: b: expected a positive weight"),
                           ("l.toml", "holds priors on the type space 2x3, not on 2x2"),
                           ("words", "neither its name nor its first line says what it is")):
            self.refused(INPUT, "run", self.study(name), "-o", "x.h5", says=says)
        self.refused(IO, "run", self.study("absent.csv"), "-o", "x.h5", says="absent.csv: no such file")
        self.refused(INPUT, "check", "turned.npy", "--types", "2x2", says="which looks transposed")
        self.refused(INPUT, "check", "good.csv", says="give them, such as --types 2x2x2")
        self.refused(INPUT, "check", "l.csv", "--types", "2x2", says="l.csv:3: b: ")
        self.refused(INPUT, "check", "good.csv", "--types", "2x2x2", says="expected at least 8 columns")
        self.refused(INPUT, "check", "good.csv", "--types", "2x2", "--pattern", "{1,3}", says="--pattern: ")
        self.refused(INPUT, "check", "small.csv", "--types", "2x2", "--lattice", says="--lattice: small.csv is a list")
        self.refused(INPUT, "check", "l.toml", "--types", "2x2", says="--types 2x2: l.toml has the types 2x3")
        self.refused(INPUT, "check", "l.toml", "--types", "2xx2", says="--types: expected type counts such as 2x2x3, found '2xx2'")
        self.refused(INPUT, "check", "good.csv", "--types", "2x1", says="--types: ")
        self.refused(INPUT, "check", "words", says="neither its name nor its first line says what it is")
        self.refused(INPUT, "check", "good.csv", "--types", "2x2", "--certificate",
                     says=["--certificate: good.csv is a list of priors, and this is about one", "replay its sample"])
        self.write("one.toml", "types = [2, 3]\nprior = [1, 1, 1, 1, 1, 1]\n")
        self.refused(INPUT, "check", "one.toml", "--types", "2x2", says="--types 2x2: one.toml has the types 2x3")
        self.refused(IO, "check", "absent.npy", says="no such file")
        # Beyond the range of doubles that are not subnormal: exact weights are decided all the same.
        self.assertEqual(len(self.checked("small.csv", "--types", "2x2")["priors"]), 2)


if __name__ == "__main__":
    program.main()
