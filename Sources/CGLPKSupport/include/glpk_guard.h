/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CGLPK_GUARD_H
#define CGLPK_GUARD_H

/*
 * Runs `body(context)` so that a fatal error of GLPK ends the body instead of the process.
 *
 * GLPK answers wrong arguments, failed assertions and an exceeded memory limit by printing a
 * message and calling abort(). Inside this function such an error jumps back here instead;
 * everything GLPK would print on the way, and at any other time, is swallowed.
 *
 * Returns 0 when the body came to its end. Returns 1 after a fatal error: `message` (at most
 * `capacity` bytes, always terminated) then holds GLPK's words, and the whole GLPK environment
 * of this thread has been freed, so EVERY problem object made on this thread is gone and must
 * not be touched, not even to delete it. The thread may use GLPK again at once.
 *
 * Rules for a body, because the jump skips every frame between GLPK and this function:
 *  - while a call into GLPK is under way, no frame in between may own anything: no reference
 *    counts, no locks, no memory to free, no open exclusive access. In Swift that means plain
 *    C functions over a pointer to a struct of numbers and unsafe pointers, and nothing else;
 *  - arguments are checked and arrays are made before the guard is entered;
 *  - a callback of GLPK obeys the same rule. It may call out to code that owns things as long
 *    as that code has returned before the callback calls into GLPK again;
 *  - guards do not nest, and a body stays on its thread.
 */
int glpk_guarded(void (*body)(void *), void *context, char *message, int capacity);

/* Raises a fatal error of GLPK with the given text; for tests of the guard. */
void glpk_raise(const char *text);

#endif
