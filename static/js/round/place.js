// Where the phone is. Asked for when a door is opened, so that it is known when the entry is made.

const FRESH_MS = 60000;
let last = null;
let watching = null;

export function watch() {
  if (watching !== null || !navigator.geolocation) return;
  watching = navigator.geolocation.watchPosition(
    ({ coords }) => {
      last = {
        at: Date.now(),
        latitude: Number(coords.latitude.toFixed(5)),
        longitude: Number(coords.longitude.toFixed(5)),
        accuracy_m: Math.min(Math.round(coords.accuracy), 1000000),
      };
      dispatchEvent(new Event("placed"));
    },
    () => {}, // refused or not found: an entry that needs a position says so
    { enableHighAccuracy: true, maximumAge: 30000 },
  );
}

export function rest() {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

export function here() {
  if (!last || Date.now() - last.at > FRESH_MS) return null;
  const { latitude, longitude, accuracy_m } = last;
  return { latitude, longitude, accuracy_m };
}
