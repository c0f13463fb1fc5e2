#include <gputensor/gputensor.h>
#include <gputensor/names.h>
#include <iostream>
#include <string>

int main()
{
    const char *why = nullptr;
    bool available = gt_is_available(&why) != 0;
    if (gt_version() != GT_VERSION || (!available && !why)) return 1;
    gt_tensor *none = nullptr;
    gt_clear(&none);
    std::cout << gt_version_string() << ' ' << std::string(available ? "available" : why) << '\n';
    return 0;
}
