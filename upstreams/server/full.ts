import { Refusal } from '../fastapi/refusal.js';

/** Memory is bounded: past it a fake refuses rather than forget what it is the judge of. */
export function refuseWhenFull(what: string, size: number, most: number): void {
  if (size < most) return;
  throw new Refusal(507, `This fake holds ${most} ${what}, its bound: POST /__control/reset`);
}
