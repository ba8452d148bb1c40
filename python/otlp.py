"""Reads exports with OpenTelemetry's own classes: one in JSON on each line of standard input, an answer on each of standard output.

A request has the signal, the content type and the body in base64. Its answer has what is in it, or why it is refused: a field that
the protocol does not have, an id of a wrong length, a span that ends before it starts, buckets that do not add up.
"""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

messages = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}


def with_bytes(value):
    """OTLP writes ids in hexadecimal, where protobuf's own JSON has base64."""
    if isinstance(value, list):
        return [with_bytes(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(part)).decode()
        if key in ("traceId", "spanId", "parentSpanId") and isinstance(part, str)
        else with_bytes(part)
        for key, part in value.items()
    }


def parsed(request):
    message = messages[request["signal"]]()
    body = base64.b64decode(request["body"])
    if request["type"] == "application/json":
        return json_format.ParseDict(with_bytes(json.loads(body)), message)
    if request["type"] != "application/x-protobuf":
        raise ValueError(f"the content type {request['type']}")
    message.ParseFromString(body)
    size = message.ByteSize()
    message.DiscardUnknownFields()
    if message.ByteSize() != size:
        raise ValueError("a field that the protocol does not have")
    return message


def value_of(value):
    kind = value.WhichOneof("value")
    return None if kind is None else getattr(value, kind)


def facts(attributes):
    return {each.key: str(value_of(each.value)) for each in attributes}


def demand(holds, what):
    if not holds:
        raise ValueError(what)


def spans_in(message):
    for resource in message.resource_spans:
        demand("service.name" in facts(resource.resource.attributes), "a resource without a service")
        for scope in resource.scope_spans:
            for span in scope.spans:
                demand(len(span.trace_id) == 16 and any(span.trace_id), "a trace id")
                demand(len(span.span_id) == 8 and any(span.span_id), "a span id")
                demand(len(span.parent_span_id) in (0, 8), "the id of a parent")
                demand(0 < span.start_time_unix_nano <= span.end_time_unix_nano, "the times of a span")
                yield {"name": span.name, "kind": span.kind, "attributes": facts(span.attributes)}


def metrics_in(message):
    for resource in message.resource_metrics:
        demand("service.name" in facts(resource.resource.attributes), "a resource without a service")
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                data = getattr(metric, metric.WhichOneof("data"))
                if metric.WhichOneof("data") != "gauge":
                    demand(data.aggregation_temporality in (1, 2), "the temporality of a metric")
                for point in data.data_points:
                    demand(point.start_time_unix_nano <= point.time_unix_nano, "the times of a point")
                    if metric.WhichOneof("data") == "histogram":
                        demand(len(point.bucket_counts) == len(point.explicit_bounds) + 1, "the buckets")
                        demand(sum(point.bucket_counts) == point.count, "the sum of the buckets")
                    yield {"name": metric.name, "unit": metric.unit, "attributes": facts(point.attributes)}


def logs_in(message):
    for resource in message.resource_logs:
        for scope in resource.scope_logs:
            for record in scope.log_records:
                demand(len(record.trace_id) in (0, 16) and len(record.span_id) in (0, 8), "the ids of a log")
                yield {"name": str(value_of(record.body)), "attributes": facts(record.attributes)}


readers = {"traces": spans_in, "metrics": metrics_in, "logs": logs_in}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"items": list(readers[request["signal"]](parsed(request)))}
    except Exception as error:  # What is refused is an answer, too.
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
