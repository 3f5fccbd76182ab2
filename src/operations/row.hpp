// Makes a row of the table of operations from a tag and a function.
#pragma once

#include "operations/visibility.hpp"

namespace onward {

// Rows that a response names, for a repeated idempotency key. An answer that is one kept row
// needs nothing; other answers specialise Again, without `load` where nothing is written.
template <class Response> struct Again;

template <Kept T> struct Again<T> {
  static std::vector<std::int64_t> ids(const T& row) { return {row.id.value}; }
  static std::optional<T> load(Context& c, std::span<const std::int64_t> ids) {
    if (ids.empty()) return std::nullopt;
    const decltype(T::id) id(ids[0]);
    if constexpr (requires { seen(c, id); })
      return seen(c, id);
    else
      return c.tables.get<T>(id);
  }
};

namespace detail {

template <class Op> void frame(FunctionRef<void(void*, void*)> body) {
  typename Op::Request request{};
  typename Op::Response response{};
  body(&request, &response);
}

template <class Response> std::vector<std::int64_t> ids(const void* response) {
  if constexpr (requires(const Response& r) { Again<Response>::ids(r); })
    return Again<Response>::ids(*static_cast<const Response*>(response));
  else
    return {};
}
// What it is worth is left out for whoever may not see it, where an answer has an overload that
// does so (operations/worth.hpp).
template <class Response> void shown(Context& c, Response& response) {
  if constexpr (requires { leave_out_worth(response); })
    if (!c.subject.has(Permission::referral_analytics)) leave_out_worth(response);
}

template <class Response>
Refused again(Context& c, std::span<const std::int64_t> ids, void* response) {
  auto loaded = Again<Response>::load(c, ids);
  if (!loaded) return not_found("");
  shown(c, *loaded);
  *static_cast<Response*>(response) = *std::move(loaded);
  return std::nullopt;
}
template <class Response> consteval auto again_or_null() -> decltype(Operation::again) {
  if constexpr (requires { &Again<Response>::load; })
    return again<Response>;
  else
    return nullptr;
}

}  // namespace detail

template <class Op, auto Function>
consteval Operation op(Effect effect, std::optional<Permission> permission, std::string_view doc,
                       std::string_view since = "0.1.0") {
  using Request = typename Op::Request;
  using Response = typename Op::Response;
  static_assert(complete<Request>() && complete<Response>());
  if (doc.empty() || doc.back() != '.') throw "an operation needs a sentence";
  return {Op::name,
          doc,
          effect,
          permission,
          since,
          false,
          rows<Request>,
          rows<Response>,
          [](Context& c, const void* request, void* response) -> Refused {
            Result<Response> result = Function(c, *static_cast<const Request*>(request));
            if (!result) return result.refusal();
            detail::shown(c, result.value());
            *static_cast<Response*>(response) = std::move(result.value());
            return std::nullopt;
          },
          detail::ids<Response>,
          detail::again_or_null<Response>(),
          detail::frame<Op>};
}

}  // namespace onward
