'use server';

import { createAnchor, deleteAnchor, switchAnchor, testAnchor, updateAnchor } from '@/lib/anchors';
import { toAction } from '@/lib/command/next';

export const createAnchorAction = toAction(createAnchor);
export const updateAnchorAction = toAction(updateAnchor);
export const switchAnchorAction = toAction(switchAnchor);
export const deleteAnchorAction = toAction(deleteAnchor);
export const testAnchorAction = toAction(testAnchor);
