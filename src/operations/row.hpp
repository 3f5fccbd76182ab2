// Makes a row of the table of operations from a tag and a function.
#pragma once

#include "operations/told_by.hpp"
#include "operations/visibility.hpp"
#include "operations/words.hpp"

namespace onward {

// What a response names, for a repeated idempotency key. An answer that is one kept row needs
// nothing; other answers specialise Again: with `ids` alone where nothing is written, with `load`
// where rows say the same again, and as KeptAnswer where none do.
template <class Response> struct Again;

// Nothing personal may stand in such an answer: it is kept beside the rows, whoever may see them.
struct KeptAnswer {};

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
// What it is worth, by which channel a client is told, and what was said of them, is left out for
// whoever may not see it, where an answer has an overload that does so (operations/worth.hpp,
// operations/told_by.hpp, operations/words.hpp).
template <class Response> void shown(Context& c, Response& response) {
  if constexpr (requires { leave_out_worth(response); })
    if (!sees_worth(c.subject)) leave_out_worth(response);
  if constexpr (requires { leave_out_told_by(c.subject, response); })
    leave_out_told_by(c.subject, response);
  if constexpr (requires { leave_out_words(c, response); }) leave_out_words(c, response);
}

template <class Response>
Refused again(Context& c, std::span<const std::int64_t> ids, void* response) {
  auto loaded = Again<Response>::load(c, ids);
  if (!loaded) return not_found("");
  shown(c, *loaded);
  *static_cast<Response*>(response) = *std::move(loaded);
  return std::nullopt;
}
template <class Response>
concept IsLoadedAgain = requires { &Again<Response>::load; };
template <class Response> consteval auto again_or_null() -> decltype(Operation::again) {
  if constexpr (IsLoadedAgain<Response>)
    return again<Response>;
  else
    return nullptr;
}
template <class Response> consteval bool keeps_answer() {
  if constexpr (requires { Again<Response>(); })
    return std::is_base_of_v<KeptAnswer, Again<Response>>;
  else
    return false;
}
// Each call of a batch has its own key, and a tick has none: what is due is done once.
template <class Op> constexpr bool is_asked_anew =
    Op::name == "system.batch" || Op::name == "system.tick";

}  // namespace detail

template <class Op, auto Function>
consteval Operation op(Effect effect, std::optional<Permission> permission, std::string_view doc,
                       std::string_view since = "0.1.0") {
  using Request = typename Op::Request;
  using Response = typename Op::Response;
  static_assert(complete<Request>() && complete<Response>());
  if (doc.empty() || doc.back() != '.') throw "an operation needs a sentence";
  if (effect == Effect::writes && !detail::IsLoadedAgain<Response> &&
      !detail::keeps_answer<Response>() && !detail::is_asked_anew<Op>)
    throw "a repeated idempotency key would do it again";
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
          detail::keeps_answer<Response>(),
          detail::frame<Op>};
}

}  // namespace onward
