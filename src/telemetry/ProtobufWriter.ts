const encoder = new TextEncoder()

/** The wire types of Protocol Buffers. */
const wire = { varint: 0, fixed64: 1, bytes: 2 } as const

/** The value of a digit of a hexadecimal number, by its character code. */
const digit = (code: number): number => (code & 15) + (code >> 6) * 9

/**
 * Writes a message of Protocol Buffers from its end to its beginning. The length of a nested message comes before its
 * content but is known only after it, so this order avoids a second pass. Fields are therefore written in reverse.
 */
export class ProtobufWriter {
  private bytes = new Uint8Array(65_536)
  private view = new DataView(this.bytes.buffer)
  /** The offset of the first written byte. */
  private at = this.bytes.length

  /** The number of bytes written so far. `message` takes it as the start of a nested message. */
  get length(): number {
    return this.bytes.length - this.at
  }

  /** Returns the written bytes, and clears the writer. */
  take(): Uint8Array<ArrayBuffer> {
    const written = this.bytes.slice(this.at)
    this.at = this.bytes.length
    return written
  }

  private room(count: number): void {
    if (this.at >= count) return
    const { bytes, length } = this
    let size = bytes.length
    while (size - length < count) size *= 2
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
    this.bytes.set(bytes.subarray(this.at), size - length)
    this.at = size - length
  }

  /** Writes a whole number from 0 to 2^53 - 1 as a varint. */
  private unsigned(value: number): void {
    this.room(8)
    if (value < 128) {
      this.bytes[--this.at] = value
      return
    }
    let count = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) count++
    const end = (this.at -= count) + count - 1
    let rest = value
    for (let place = this.at; place < end; place++) {
      this.bytes[place] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[end] = rest
  }

  private tag(field: number, type: number): void {
    this.unsigned(field * 8 + type)
  }

  /** Writes an integer field as a varint of at most 64 bits. Negative numbers are in two's complement. */
  int(field: number, value: number | string): void {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) this.unsigned(value)
    else {
      const groups: Array<number> = []
      let rest = BigInt.asUintN(64, BigInt(value))
      for (; rest >= 128n; rest >>= 7n) groups.push(Number(rest & 127n) | 128)
      groups.push(Number(rest))
      this.raw(groups)
    }
    this.tag(field, wire.varint)
  }

  /** Writes an integer field of 64 bits from its decimal digits. */
  fixed64(field: number, value: string): void {
    this.room(8)
    this.view.setBigUint64((this.at -= 8), BigInt(value), true)
    this.tag(field, wire.fixed64)
  }

  double(field: number, value: number): void {
    this.room(8)
    this.view.setFloat64((this.at -= 8), value, true)
    this.tag(field, wire.fixed64)
  }

  private raw(bytes: ArrayLike<number>): void {
    this.room(bytes.length)
    this.bytes.set(bytes, (this.at -= bytes.length))
  }

  string(field: number, value: string): void {
    const { length } = value
    this.room(length)
    const start = this.at - length
    let place = 0
    for (; place < length; place++) {
      const code = value.charCodeAt(place)
      if (code > 127) break
      this.bytes[start + place] = code
    }
    if (place === length) {
      this.at = start
      this.unsigned(length)
      this.tag(field, wire.bytes)
    } else this.blob(field, encoder.encode(value))
  }

  blob(field: number, value: ArrayLike<number>): void {
    this.raw(value)
    this.unsigned(value.length)
    this.tag(field, wire.bytes)
  }

  /** Writes a field of bytes from their hexadecimal digits. */
  hex(field: number, value: string): void {
    const count = value.length >> 1
    this.room(count)
    this.at -= count
    for (let place = 0; place < count; place++) {
      this.bytes[this.at + place] =
        digit(value.charCodeAt(2 * place)) * 16 + digit(value.charCodeAt(2 * place + 1))
    }
    this.unsigned(count)
    this.tag(field, wire.bytes)
  }

  /**
   * Writes the tag and the length of a nested message. Its content is what was written since the writer had the length
   * `since`.
   */
  message(field: number, since: number): void {
    this.unsigned(this.length - since)
    this.tag(field, wire.bytes)
  }

  /** Writes the messages of a repeated field. */
  each<A>(field: number, values: ReadonlyArray<A>, write: (writer: this, value: A) => void): void {
    for (let place = values.length - 1; place >= 0; place--) {
      const value = values[place]
      if (value === undefined) continue
      const since = this.length
      write(this, value)
      this.message(field, since)
    }
  }
}
