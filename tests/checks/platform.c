#include <gputensor/gputensor.h>
#include <stdio.h>

int main(void)
{
    gt_device_desc desc = {.size = sizeof desc};
    if (gt_device_describe(gt_device_find(NULL), &desc) < 0) {
        fprintf(stderr, "%s\n", gt_last_error());
        return 1;
    }
    puts(desc.platform);
    return 0;
}
