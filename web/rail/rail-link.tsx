import type { ComponentChildren } from "preact";

import { pathOf, type Place } from "../app/place.ts";
import { Icon, type IconName } from "../ui/icon.tsx";

/** Links under a heading. */
export function RailGroup({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </div>
  );
}

/** A link of the side; the one to where the page is, is marked. */
export function RailLink({
  to,
  place,
  icon,
  text,
}: {
  readonly to: Place;
  readonly place: Place;
  readonly icon: IconName;
  readonly text: string;
}) {
  const isHere = pathOf(to) === pathOf(place) || (to.page === "model" && place.page === "model");
  return (
    <li>
      <a href={pathOf(to)} aria-current={isHere ? "page" : undefined}>
        <Icon name={icon} />
        <span>{text}</span>
      </a>
    </li>
  );
}
