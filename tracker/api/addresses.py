"""Every address of the first version, apart because what puts them together is large and few people use it."""

from tracker.api import v1, views

urlpatterns = v1.patterns(views.schema)
