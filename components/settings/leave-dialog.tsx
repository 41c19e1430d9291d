'use client';

import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';

type Props = { onStay: () => void; onLeave: () => void };

export const LeaveDialog = ({ onStay, onLeave }: Props) => (
  <Dialog
    open
    onOpenChange={(now) => !now && onStay()}
    title="Leave without saving?"
    description="Your changes to the settings are not saved and would be lost."
  >
    <DialogActions>
      <Button onClick={onStay}>Stay</Button>
      <Button variant="danger" onClick={onLeave}>
        Discard and leave
      </Button>
    </DialogActions>
  </Dialog>
);
