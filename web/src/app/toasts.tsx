import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";

/** Where short messages appear; `toast` of `shared/ui` sends them. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={3} autoClose={5000} />;
}
