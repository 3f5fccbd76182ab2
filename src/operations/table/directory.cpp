// The directory.
#include "operations/table/table.hpp"

#include "operations/directory.hpp"
#include "operations/directory_export.hpp"
#include "operations/directory_search.hpp"
#include "operations/import.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<location::create, create_location>(writes, manage, "Add a place where services are given."),
    op<location::update, update_location>(writes, manage,
                                          "Change a location; absent members stay."),
    op<location::get, get_location>(reads, see, "One location."),
    op<location::list, list_locations>(reads, see, "The locations of an organisation."),
    op<service::create, create_service>(writes, manage, "Add a service, with whom it is for."),
    op<service::update, update_service>(writes, manage, "Change a service; absent members stay."),
    op<service::get, get_service>(reads, see, "One service."),
    op<service::list, list_services>(reads, see, "The services of an organisation."),
    op<directory::search, search_directory>(reads, see,
                                            "Find services by words, issue, area and language."),
    op<directory::export_, export_directory>(
        writes, manage, "Write the next slice of the directory to a file, as HSDS 3.0 JSON."),
    op<directory::import, import_directory>(
        writes, manage, "Read the next slice of a feed of organisations and services."),
    op<directory::imports, list_imports>(reads, manage,
                                         "The imports of the directory, and how far each is."),
    op<directory::problems, import_problems>(reads, manage,
                                             "What an import could not use, by file and line."),
};

}  // namespace

OperationSection directory_operations() { return table; }

}  // namespace onward
