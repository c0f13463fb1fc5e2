// Prints the version of the library and a sum that it computed.
#include <gputensor/names.h>
#include <array>
#include <iostream>
#include <memory>
#include <stdexcept>

static void must(gt_status status)
{
    if (status != GT_OK) throw std::runtime_error(gt_last_error());
}

using tensor = std::unique_ptr<gt_tensor, decltype(&gt_tensor_free)>;

static tensor upload(gt_queue *q, const std::array<float, 3> &values)
{
    const std::int64_t shape[] = {3};
    gt_tensor *made = nullptr;
    must(gt_upload(q, &made, GT_F32, 1, shape, values.data(), sizeof values));
    return {made, gt_tensor_free};
}

int main()
try {
    gt_context *made = nullptr;
    must(gt_context_create(&made, gt_device_find(nullptr), nullptr));
    const std::unique_ptr<gt_context, decltype(&gt_context_free)> context(made, gt_context_free);
    gt_queue *q = gt_context_queue(context.get());
    const tensor x = upload(q, {1, 2, 3}), y = upload(q, {4, 4, 4});
    gt_tensor *z = nullptr;
    must(gt_add(q, &z, x.get(), y.get()));
    const tensor owned(z, gt_tensor_free);
    std::array<float, 3> sum{};
    must(gt_download(q, sum.data(), sizeof sum, z));
    if (gt_version() != GT_VERSION) throw std::runtime_error("the header is of another version");
    std::cout << gt_version_string() << ' ' << sum[0] << ' ' << sum[1] << ' ' << sum[2] << '\n';
} catch (const std::exception &failure) {
    std::cerr << failure.what() << '\n';
    return 1;
}
