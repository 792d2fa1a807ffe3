/** Darkens what lies behind a drawer; a press on it closes the drawer, as Esc does for the keyboard. */
export function Shade({ isShown, onPress }: { readonly isShown: boolean; readonly onPress: () => void }) {
  return isShown ? <div class="shade" aria-hidden="true" onClick={onPress} /> : null;
}
