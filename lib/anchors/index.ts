export { createAnchor } from './create-anchor';
export { deleteAnchor } from './delete-anchor';
export { listAnchors } from './queries';
export { runAnchors } from './run-anchors';
export { switchAnchor } from './switch-anchor';
export { testAnchor } from './test-anchor';
export { thinReceipts } from './thin-receipts';
export { updateAnchor } from './update-anchor';
export {
  anchoredNote,
  cosignedNote,
  type KeptAnchor,
  listKept,
  type VerifiedAnchor,
  verifyAnchors,
} from './verify-anchors';
