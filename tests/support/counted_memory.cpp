#include "tests/support/counted_memory.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

// Sanitizers bring their own operator new, which must stay; they tell of every allocation through hooks instead.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ADIT_TEST_HAS_HOOKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ADIT_TEST_HAS_HOOKS 1
#endif
#endif

#if defined(ADIT_TEST_HAS_HOOKS)
#include <sanitizer/allocator_interface.h>
#endif

namespace {

thread_local bool is_hot = false;
thread_local std::uint64_t calls = 0;

void count() noexcept {
    if (is_hot) ++calls;
}

}  // namespace

#if defined(ADIT_TEST_HAS_HOOKS)

namespace {

void allocated(const volatile void*, std::size_t) { count(); }
void released(const volatile void*) { count(); }

const int hooks = __sanitizer_install_malloc_and_free_hooks(allocated, released);

}  // namespace

#else

namespace {

void* allocate(std::size_t size, std::size_t alignment) {
    count();
    void* memory = nullptr;
    if (posix_memalign(&memory, alignment < sizeof(void*) ? sizeof(void*) : alignment, size != 0 ? size : 1) != 0)
        throw std::bad_alloc{};
    return memory;
}

void release(void* memory) noexcept {
    if (memory != nullptr) count();
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

#endif

namespace adit::miner::testing {

std::uint64_t counted_memory_calls() noexcept { return calls; }

HotPath::HotPath() noexcept { is_hot = true; }
HotPath::~HotPath() { is_hot = false; }

}  // namespace adit::miner::testing
