//! Walks every path through a program that asks what happens next.

/// What happened at each question so far, of how many possibilities.
#[derive(Default)]
pub struct Chooser {
    path: Vec<(usize, usize)>,
    asked: usize,
}

impl Chooser {
    /// One of `possibilities`, which is at least 1: on each path another.
    pub fn choose(&mut self, possibilities: usize) -> usize {
        if self.asked == self.path.len() {
            self.path.push((0, possibilities));
        }
        let (chosen, of) = self.path[self.asked];
        assert_eq!(of, possibilities, "the program does the same on the same path");
        self.asked += 1;
        chosen
    }

    /// Goes on to the next path; `false` if that was the last.
    pub fn next_path(&mut self) -> bool {
        self.asked = 0;
        while let Some((chosen, of)) = self.path.pop() {
            if chosen + 1 < of {
                self.path.push((chosen + 1, of));
                return true;
            }
        }
        false
    }
}
