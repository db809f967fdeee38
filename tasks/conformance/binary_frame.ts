/** The bytes of one unmasked binary frame (RFC 6455, 5.2). */
export function binaryFrame(message: Uint8Array): Uint8Array {
  const { length } = message;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = new Uint8Array(header + length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, 0x82); // FIN and opcode 2
  view.setUint8(1, header === 2 ? length : header === 4 ? 126 : 127);
  if (header === 4) view.setUint16(2, length);
  if (header === 10) view.setBigUint64(2, BigInt(length));
  frame.set(message, header);
  return frame;
}
