import { Stream } from "effect"
import { Sse } from "effect/encoding"

/** A message of a stream: its topic, and its data as text. */
export interface Message {
  readonly topic: string
  readonly data: string
}

/** Parses the messages in a stream of bytes, which may be split anywhere. */
export const messagesIn = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<Message, E> =>
  Stream.suspend(() => {
    let found: Array<Message> = []
    const parser = Sse.makeParser((event) => {
      if (event._tag === "Event") found.push({ topic: event.event, data: event.data })
    })
    return Stream.flatMap(Stream.decodeText(bytes), (text) => {
      parser.feed(text)
      const messages = found
      found = []
      return Stream.fromIterable(messages)
    })
  })
