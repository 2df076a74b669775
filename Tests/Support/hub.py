#!/usr/bin/env python3
"""A hub on loopback, for tests: serves repositories as the real one does, with the faults that a plan asks for.

    hub.py FOLDER      FOLDER/repositories/owner/name/file, FOLDER/plan.json, FOLDER/requests.log

Prints the port of the hub and that of another host, which holds the contents of large files. The plan says of a file `owner/name/file`:

    large            the contents are at the other host, where the hub sends to
    statuses         answers to the first requests, one each, before it is served
    retry_after      the header of those answers
    error_code       their X-Error-Code
    cuts             after how many bytes the connection breaks, one for each request of contents
    hash, size       other than the true ones, as announced
    length           the Content-Length of the contents, other than the true one
    ranges           to a request for a part: "none" sends the whole file, "shifted" another part, "refused" says that there is none
    redirect         an address that every request is sent to; "loop": the file's own
"""
import hashlib
import http.server
import json
import os
import sys
import threading
from urllib.parse import unquote

FOLDER = sys.argv[1]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LOCK = threading.Lock()
with open(os.path.join(FOLDER, "plan.json")) as plan_file:
    PLAN = json.load(plan_file)
PORTS = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def log_message(self, *_):
        pass

    def answer(self, sends_contents):
        is_hub = self.server.server_port == PORTS["hub"]
        with LOCK, open(os.path.join(FOLDER, "requests.log"), "a") as log:
            log.write(json.dumps({
                "method": self.command, "path": self.path, "isHub": is_hub, "authorization": self.headers.get("Authorization"),
                "range": self.headers.get("Range"), "ifRange": self.headers.get("If-Range")}) + "\n")
        parts = unquote(self.path.split("?")[0]).strip("/").split("/")
        # /owner/name/resolve/main/file, or /owner/name/file at the other host.
        name = "/".join(parts[:2] + (parts[4:] if is_hub else parts[2:]))
        plan = PLAN.get(name, {})
        path = os.path.join(FOLDER, "repositories", name)
        with LOCK:
            status = plan["statuses"].pop(0) if plan.get("statuses") else None
        if status:
            extra = {"Retry-After": plan.get("retry_after"), "X-Error-Code": plan.get("error_code")}
            return self.head(status, {key: value for key, value in extra.items() if value is not None})
        if "redirect" in plan:
            return self.head(302, {"Location": self.path if plan["redirect"] == "loop" else plan["redirect"]})
        if not os.path.isfile(path):
            return self.head(404, {"X-Error-Code": "EntryNotFound"})
        with open(path, "rb") as file:
            contents = file.read()
        large = plan.get("large", False)
        blob = hashlib.sha1(b"blob %d\0" % len(contents) + contents).hexdigest()
        digest = plan.get("hash", hashlib.sha256(contents).hexdigest() if large else blob)
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{digest}"'}
        if is_hub and large:
            headers["X-Linked-Etag"] = headers["ETag"]
            headers["X-Linked-Size"] = str(plan.get("size", len(contents)))
            headers["ETag"] = '"of the answer, not of the file"'
            headers["Location"] = f"http://localhost:{PORTS['contents']}/{name}?signature=1"
            return self.head(302, headers)
        if not is_hub:
            headers = {"ETag": '"of another server"'}
        start, end = 0, len(contents)
        wanted = self.headers.get("Range")
        ranges = plan.get("ranges", "sent")
        is_part = wanted is not None and ranges != "none" and self.headers.get("If-Range") in (None, headers["ETag"])
        if is_part and ranges == "refused":
            return self.head(416, {"Content-Range": f"bytes */{len(contents)}"})
        if is_part:
            first, last = (int(number) for number in wanted.removeprefix("bytes=").split("-"))
            start, end = first + (ranges == "shifted"), min(last + 1, len(contents))
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(contents)}"
        length = end - start
        if sends_contents:
            length = plan.get("length", length)
        elif "size" in plan:
            length = plan["size"]
        self.head(206 if is_part else 200, headers, length)
        if not sends_contents:
            return
        with LOCK:
            cut = plan["cuts"].pop(0) if plan.get("cuts") else None
        self.wfile.write(contents[start:end if cut is None else min(start + cut, end)])
        if cut is not None:
            self.close_connection = True

    def head(self, status, headers, length=0):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, str(value))
        self.send_header("Content-Length", str(length))
        self.end_headers()


hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
contents_host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
PORTS.update(hub=hub.server_port, contents=contents_host.server_port)
threading.Thread(target=contents_host.serve_forever, daemon=True).start()
print(hub.server_port, contents_host.server_port, flush=True)
# The test that started it is gone when its end of the pipe is.
threading.Thread(target=hub.serve_forever, daemon=True).start()
sys.stdin.read()
