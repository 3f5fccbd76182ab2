#include "onward/rules/addresses.hpp"

#include "catch.hpp"

using namespace onward;

TEST_CASE("an address for mail is one word, an @ and a host") {
  for (const std::string mail :
       {"ann@example.org", "ann.o'neil+home@mail.example.org", "desk@council", "1@2.3", "a-@b-c.d",
        "zo\xC3\xAB@caf\xC3\xA9.example"})
    CHECK(is_mail(mail));
  for (const std::string none : {"",
                                 "@",
                                 "ask at the desk",
                                 "ann@",
                                 "@example.org",
                                 "a@b@example.org",
                                 "ann @example.org",
                                 "ann@example org",
                                 "ann@example.org ",
                                 "ann@example.org, bea@example.org",
                                 "ann@.org",
                                 "ann@example.",
                                 "ann@-example.org",
                                 "ann@example-.org",
                                 ".ann@example.org",
                                 "ann.@example.org",
                                 "a..b@example.org",
                                 "<ann@example.org>",
                                 "\"ann\"@example.org",
                                 "ann@example.org\n",
                                 "mailto:ann@example.org"})
    CHECK_FALSE(is_mail(none));
}

TEST_CASE("a page has a host, with or without how it is fetched") {
  for (const std::string uri :
       {"http://example.org", "https://example.org/", "HTTPS://Example.org:8080/a/b?c=d&e#f",
        "http://localhost/x", "http://10.0.0.1", "https://example.org/%C3%A9", "http://a.org/?",
        "https://example.org/a_(b),c;d='e'*!$@~:"})
    CHECK(page_uri(uri) == uri);
  for (const std::string host : {"www.example.org", "example.org/help?a#b", "Example.ORG:80/"})
    CHECK(page_uri(host) == "http://" + host);
  for (const std::string none : {"",
                                 "http://",
                                 "https:///a",
                                 "n/a",
                                 "none",
                                 "ask at the desk",
                                 "javascript:alert(1)",
                                 "ftp://example.org",
                                 "mailto:ann@example.org",
                                 "ann@example.org",
                                 "http://a b.org",
                                 "http://ann:pass@example.org",
                                 "http://example.org/a b",
                                 "http://example.org/<a>",
                                 "http://example.org/%",
                                 "http://example.org/%4",
                                 "http://example.org/%zz",
                                 "http://example.org/#a#b",
                                 "http://example.org:80a/",
                                 "http://example..org",
                                 "v1.2",
                                 "a.b",
                                 "http://-a.org",
                                 "www.example.org www.example.com",
                                 "http://caf\xC3\xA9.org",
                                 "e.g.",
                                 "http://example.org/[a]",
                                 "example.org\n"})
    CHECK(page_uri(none).empty());
}

TEST_CASE("an export that says how a page is fetched says nothing new") {
  CHECK(is_same_page("www.example.org", "http://www.example.org"));
  CHECK(is_same_page("ask at the desk", "ask at the desk"));
  CHECK(is_same_page("", ""));
  CHECK_FALSE(is_same_page("ask at the desk", "n/a"));
  CHECK_FALSE(is_same_page("", "n/a"));
  CHECK_FALSE(is_same_page("www.example.org", "https://www.example.org"));
}
