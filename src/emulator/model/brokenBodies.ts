import { Effect, Stream } from "effect"
import { HttpBody, HttpServerResponse } from "effect/http"

type Response = HttpServerResponse.HttpServerResponse
type Bytes = Stream.Stream<Uint8Array, unknown>

/** The bytes of a body, and their number if it is known before they are sent. */
const bytesOf = ({ body }: Response): { readonly stream: Bytes; readonly length?: number } | undefined => {
  if (body._tag === "Uint8Array") return { stream: Stream.succeed(body.body), length: body.body.length }
  return body._tag === "Stream" ? { stream: body.stream } : undefined
}

/** The same response with other bytes. `length` is the length in the header. */
const streamed = ({ status, headers }: Response, stream: Bytes, length: number | undefined): Response =>
  HttpServerResponse.stream(stream, {
    status,
    headers: { ...headers, ...(length === undefined ? {} : { "content-length": String(length) }) },
  })

/** The largest number of bytes of a streamed body that are read before the body is cut: 64 MiB. */
const mostBytes = 2 ** 26

/** A response whose body breaks off after a fraction. For a longer stream, this is a fraction of its first 64 MiB. */
export const cut = Effect.fnUntraced(function* (response: Response, at: number): Effect.fn.Return<Response> {
  const bytes = bytesOf(response)
  if (bytes === undefined) return response
  let length = 0
  const isEnough = (chunk: Uint8Array) => (length += chunk.length) >= mostBytes
  const chunks = yield* Effect.orDie(Stream.runCollect(Stream.takeUntil(bytes.stream, isEnough)))
  const sent: Array<Uint8Array> = []
  let left = Math.min(length - 1, Math.floor(length * at))
  for (const chunk of chunks) {
    if (left <= 0) break
    sent.push(chunk.subarray(0, left))
    left -= chunk.length
  }
  const end = Stream.fail(new Error("The emulator cut the body"))
  return streamed(response, Stream.concat(Stream.fromIterable(sent), end), bytes.length)
})

/** A response whose body arrives slowly, in up to ten pieces per second. */
export const slow = (response: Response, bytesPerSecond: number): Response => {
  const bytes = bytesOf(response)
  if (bytes === undefined) return response
  const size = Math.max(1, Math.ceil(bytesPerSecond / 10))
  const wait = (1000 * size) / bytesPerSecond
  const pieces = Stream.flatMap(bytes.stream, (chunk) =>
    Stream.fromIterable(
      Array.from({ length: Math.ceil(chunk.length / size) }, (_, i) =>
        chunk.subarray(i * size, (i + 1) * size),
      ),
    ),
  )
  const late = Stream.mapEffect(pieces, (piece) => Effect.as(Effect.sleep(wait), piece))
  return streamed(response, late, bytes.length)
}

const [open, close] = ["{", "}"].map((text) => text.charCodeAt(0))

/** Adds a field to the start of a JSON object. Other bytes stay unchanged. */
const drifted = (bytes: Uint8Array): Uint8Array => {
  if (bytes[0] !== open) return bytes
  const field = new TextEncoder().encode(bytes[1] === close ? '{"drifted":true' : '{"drifted":true,')
  const all = new Uint8Array(field.length + bytes.length - 1)
  all.set(field)
  all.set(bytes.subarray(1), field.length)
  return all
}

/** A response whose object has a field that no specification has. */
export const drift = (response: Response): Response => {
  const { body } = response
  if (body._tag === "Uint8Array") {
    return HttpServerResponse.setBody(response, HttpBody.uint8Array(drifted(body.body), body.contentType))
  }
  if (body._tag !== "Stream") return response
  const changed = Stream.suspend(() => {
    let isFirst = true
    return Stream.map(body.stream, (chunk) => {
      if (!isFirst) return chunk
      isFirst = chunk.length === 0
      return drifted(chunk)
    })
  })
  return HttpServerResponse.setBody(response, HttpBody.stream(changed, body.contentType))
}
