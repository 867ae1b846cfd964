# A role whose id is a number has none.
# Lesson: 45
# Files: core/src/user/identified.rs
# Test: -p catapa-signin --test protocol -- an_id_of_a_role_or_an_employee_that_is_a_whole_number_is_its_digits
s@if self.id.kind == Kind::Number@if false@
