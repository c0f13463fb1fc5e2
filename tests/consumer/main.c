#include <gputensor/gputensor.h>
#include <stdio.h>

int main(void)
{
    const char *why = NULL;
    int32_t available = gt_is_available(&why);
    if (gt_version() != GT_VERSION || (!available && !why)) return 1;
    printf("%s %s\n", gt_version_string(), available ? "available" : why);
    return 0;
}
