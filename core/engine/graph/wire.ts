/** Writes protobuf's wire format: just what an ONNX model needs. */
export class WireWriter {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  varintField(field: number, value: number | bigint): this {
    this.varint((field << 3) | 0);
    return this.varint(value);
  }

  floatField(field: number, value: number): this {
    this.varint((field << 3) | 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.raw(bytes);
  }

  bytesField(field: number, value: Uint8Array): this {
    this.varint((field << 3) | 2);
    this.varint(value.byteLength);
    return this.raw(value);
  }

  stringField(field: number, value: string): this {
    return this.bytesField(field, new TextEncoder().encode(value));
  }

  messageField(field: number, fill: (message: WireWriter) => void): this {
    const message = new WireWriter();
    fill(message);
    this.varint((field << 3) | 2);
    this.varint(message.size);
    for (const chunk of message.chunks) this.raw(chunk);
    return this;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.byteLength;
    }
    return out;
  }

  private raw(bytes: Uint8Array): this {
    this.chunks.push(bytes);
    this.size += bytes.byteLength;
    return this;
  }

  /** Negative numbers take ten bytes, as two's complement of 64 bits. */
  private varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest === 0n ? low : low | 0x80);
    } while (rest !== 0n);
    return this.raw(Uint8Array.from(bytes));
  }
}
