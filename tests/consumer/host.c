/* Links the installed C library. */
#include <onward.h>
#include <stdio.h>

int main(void) {
  printf("a C host links Onward %s\n", onward_version());
  return 0;
}
