# frozen_string_literal: true

# The pages a person sees before Doorkeeper's own, the API behind the tokens, and the control door.

# Notes how the parameters of every token request arrived: as form, as JSON, in the query.
class TokenLog
  REQUESTS = Queue.new

  def self.requests
    Array.new(REQUESTS.size) { REQUESTS.pop.tap { |entry| REQUESTS << entry } }
  end

  def initialize(app)
    @app = app
  end

  def call(env)
    return @app.call(env) unless env["PATH_INFO"] == "/#{OPTIONS["mount"]}/token"

    body = env["rack.input"].read
    env["rack.input"].rewind
    status, headers, reply = @app.call(env)
    text = +""
    reply.each { |part| text << part }
    reply.close if reply.respond_to?(:close)
    REQUESTS << entry(env, body).merge(status: status, reply: text)
    [status, headers, [text]]
  end

  private

  def entry(env, body)
    {
      via: via(env, body), content_type: env["CONTENT_TYPE"], authorization: env["HTTP_AUTHORIZATION"],
      query: env["QUERY_STRING"], body: body
    }
  end

  def via(env, body)
    return "query" if body.empty? && !env["QUERY_STRING"].empty?

    env["CONTENT_TYPE"].to_s.include?("json") ? "json" : "form"
  end
end

# Tokens as long as Passport's, which are JWTs.
module LongToken
  def self.generate(_options)
    SecureRandom.alphanumeric(OPTIONS["token_length"])
  end
end

# One password for everybody: the name.
class PagesController < ActionController::Base
  PAGE = <<~'HTML'
    <!DOCTYPE html>
    <title>Log in</title>
    <h1>Log in</h1>
    <% if @refused %><p role="alert">The password is not right.</p><% end %>
    <form method="post" action="/login">
      <input type="hidden" name="authenticity_token" value="<%= form_authenticity_token %>">
      <input type="hidden" name="to" value="<%= params[:to] %>">
      <label>User name <input name="username" autofocus></label>
      <label>Password <input name="password" type="password"></label>
      <button type="submit">Log in</button>
    </form>
  HTML

  protect_from_forgery with: :exception

  def login
    render inline: PAGE
  end

  def enter
    if params[:username].present? && params[:username] == params[:password]
      session[:user_id] = params[:username]
      redirect_to params[:to].to_s.start_with?("/#{OPTIONS["mount"]}/") ? params[:to] : "/login"
    else
      @refused = true
      render inline: PAGE, status: :unauthorized
    end
  end
end

# The few calls of Mastodon's API that a client needs to register itself and to see who it is; how
# Firefly III and Firmafon tell that; and a call for every other address, which says who asked.
class ApiController < ActionController::API
  before_action(only: %i[about_user employee read]) { doorkeeper_authorize! :read }
  before_action(only: :verify_credentials) { doorkeeper_authorize! :read, :"read:accounts" }
  before_action(only: :post_status) { doorkeeper_authorize! :write, :"write:statuses" }

  def register
    uris = Array(params[:redirect_uris]).flat_map { |uri| uri.split("\n") }
    app = Doorkeeper::Application.create!(
      name: params.require(:client_name), redirect_uri: uris.join("\n"), scopes: params[:scopes] || "read"
    )
    render json: {
      id: app.id.to_s, name: app.name, redirect_uri: app.redirect_uri, redirect_uris: uris,
      client_id: app.uid, client_secret: app.secret
    }
  rescue ActionController::ParameterMissing, ActiveRecord::RecordInvalid => e
    render json: { error: e.message }, status: :unprocessable_entity
  end

  def verify_credentials
    render json: { id: "1", username: person, acct: person, display_name: person&.capitalize, source: {} }
  end

  def about_user
    render json: { data: { id: "1", type: "users", attributes: { email: "#{person}@example.com" } } },
           content_type: "application/vnd.api+json"
  end

  def employee
    render json: { employee: { id: 1, name: person } }
  end

  def instance
    render json: OPTIONS["instance"]
  end

  def read
    render json: { path: request.path, user: person }
  end

  def post_status
    render json: { id: "1", content: params[:status] }
  end

  private

  def person
    doorkeeper_token.resource_owner_id
  end
end

# What a test looks at, and what it changes.
class ControlController < ActionController::API
  def requests
    render json: TokenLog.requests
  end

  def revoke
    now = Time.now.utc
    Doorkeeper::AccessToken.update_all(revoked_at: now)
    Doorkeeper::AccessGrant.update_all(revoked_at: now)
    head :no_content
  end

  # What a person does who makes a personal access token on a page of the server.
  def token
    token = Doorkeeper::AccessToken.create!(
      application: Doorkeeper::Application.first, resource_owner_id: params.require(:user), scopes: "read"
    )
    render json: { token: token.token }
  end
end
