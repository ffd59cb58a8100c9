/* SPDX-License-Identifier: Apache-2.0 */
#include "glpk_guard.h"

#include <glpk.h>
#include <setjmp.h>
#include <string.h>

/* What one guarded call knows. It lives on the stack of that call, and GLPK's hooks, which are
 * kept per thread, carry its address: no global or thread-local state of our own. */
struct frame {
  jmp_buf back;
  char *message;
  int capacity;
  int length;
};

/* Terminal hook: keeps the text of a fatal error, swallows everything. */
static int collect(void *info, const char *text) {
  struct frame *frame = info;
  if (glp_at_error()) {
    int room = frame->capacity - 1 - frame->length;
    int size = (int)strlen(text);
    if (size > room) size = room;
    if (size > 0) {
      memcpy(frame->message + frame->length, text, (size_t)size);
      frame->length += size;
      frame->message[frame->length] = '\0';
    }
  }
  return 1;
}

/* Error hook: GLPK calls abort() should this ever return. */
static void jump(void *info) {
  struct frame *frame = info;
  longjmp(frame->back, 1);
}

int glpk_guarded(void (*body)(void *), void *context, char *message, int capacity) {
  struct frame frame;
  frame.message = message;
  frame.capacity = capacity;
  frame.length = 0;
  message[0] = '\0';
  if (setjmp(frame.back) != 0) {
    /* The environment is in the middle of something; all of it goes, hooks included. */
    glp_free_env();
    return 1;
  }
  glp_term_hook(collect, &frame);
  glp_error_hook(jump, &frame);
  body(context);
  glp_error_hook(NULL, NULL);
  glp_term_hook(NULL, NULL);
  return 0;
}

void glpk_raise(const char *text) { glp_error("%s\n", text); }
