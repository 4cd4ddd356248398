"""Tests of the search from coarse to fine: python3 -m unittest detector.search_test"""
import unittest

import numpy as np

from detector.photo_sets import changed, undone
from detector.search import Search, drop, find, merged


def boxes(*rows):
    return np.array(rows, np.float32).reshape(-1, 4)


class SearchTest(unittest.TestCase):
    def test_a_face_inside_a_larger_one_is_dropped_whatever_the_scores(self):
        scores, kept = drop(Search(), np.array([0.5, 0.9], np.float32), boxes((0, 0, 100, 100), (40, 60, 20, 20)))
        self.assertEqual(1, len(scores))
        np.testing.assert_array_equal(kept, boxes((0, 0, 100, 100)))

    def test_a_face_that_only_touches_a_larger_one_is_kept(self):
        scores, _ = drop(Search(), np.array([0.5, 0.9], np.float32), boxes((0, 0, 100, 100), (90, 60, 40, 40)))
        self.assertEqual(2, len(scores))

    def test_a_dropped_face_does_not_drop_others(self):
        rows = boxes((0, 0, 100, 100), (50, 50, 60, 60), (92, 92, 16, 16))      # the second lies in the first, the third only in the second
        scores, kept = drop(Search(inside=0.5), np.array([0.6, 0.6, 0.6], np.float32), rows)
        np.testing.assert_array_equal(kept, rows[[0, 2]])

    def test_merged_passes_average_scores_and_halve_that_of_a_face_missed_by_one(self):
        scores, _ = merged([(np.array([0.8, 0.6]), boxes((0, 0, 10, 10), (50, 50, 10, 10))), (np.array([0.4]), boxes((0, 0, 10, 11)))])
        np.testing.assert_allclose(sorted(scores), [0.3, 0.6], atol=1e-6)

    def test_the_coarser_level_lowers_the_score_of_a_face_that_it_should_see_but_misses(self):
        search = Search(levels=(256, 640), mirror=(), score=0.4)
        none = (np.zeros(0, np.float32), boxes())
        passes = {(256, False): none, (640, False): (np.array([0.6, 0.6], np.float32), boxes((0, 0, 60, 60), (100, 100, 30, 30)))}
        _, kept = find(search, (640, 640), passes)
        np.testing.assert_array_equal(kept, boxes((100, 100, 30, 30)))           # of 60 and 30 px, which are 24 and 12 on the coarser level

    def test_large_faces_come_from_the_coarsest_level(self):
        search = Search(levels=(256, 640), mirror=())
        passes = {(256, False): (np.array([0.7], np.float32), boxes((0, 0, 300, 300))),
                  (640, False): (np.array([0.9], np.float32), boxes((400, 400, 200, 200)))}
        _, kept = find(search, (640, 640), passes)
        np.testing.assert_array_equal(kept, boxes((0, 0, 300, 300)))

    def test_undone_is_the_inverse_of_changed(self):
        change = np.array([0.1, 0.2, 0.8, 0.7])
        np.testing.assert_allclose(undone(changed(boxes((3, 4, 50, 60)), change), change), boxes((3, 4, 50, 60)), atol=1e-4)


if __name__ == "__main__":
    unittest.main()
