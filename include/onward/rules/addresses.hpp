// Addresses of mail and of pages, as people type them.
#pragma once

#include <string>
#include <string_view>

namespace onward {

// One word before the @, and a host behind it. Whether mail arrives there, mail alone can tell.
//   source   RFC 5321, 4.1.2: dot-string and domain; letters beyond ASCII: RFC 6531
bool is_mail(std::string_view);

// The page as a URI: where it begins with its host, as in www.example.org, http:// is put before
// it. Empty when it is no page of http or https.
//   source   RFC 3986
std::string page_uri(std::string_view);

// Whether both lead to one page, whether or not they say how it is fetched.
bool is_same_page(std::string_view, std::string_view);

}  // namespace onward
