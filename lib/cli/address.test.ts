import { expect, it } from 'vitest';
import { addressOf } from './address';

it.each([
  ['127.0.0.1', 8443, 'https://localhost:8443'],
  ['0.0.0.0', 443, 'https://localhost'],
  ['chainward.example.org', 443, 'https://chainward.example.org'],
  ['192.0.2.7', 8443, 'https://192.0.2.7:8443'],
  ['2001:db8::7', 8443, 'https://[2001:db8::7]:8443'],
])('%s port %d', (host, port, address) => {
  expect(addressOf(host, port)).toBe(address);
});
